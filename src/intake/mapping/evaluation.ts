/** The expressions of a mapping, evaluated over one delivery. */
import { iso, type IsoInstant } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import type { Expression } from './expression.js';
import { UNSURE } from './direct.js';
import { UnreadableDeliveryError } from './facts.js';
import { ExpressionError, readWhen } from './functions.js';
import type { Steps } from './steps.js';

/** How long all expressions of a mapping may take together. */
const LONGEST = 2_000;

export class Evaluation {
  readonly warnings: string[] = [];
  private readonly started = performance.now();

  constructor(
    private readonly body: unknown,
    private readonly bindings: Record<string, unknown>,
    readonly receivedAt: Instant,
  ) {}

  /** The value of an expression. `where` is its place in the mapping. @throws UnreadableDeliveryError 422 when it fails, 503 when it takes too long */
  *value(expression: Expression | undefined, where: string): Steps<unknown> {
    if (expression === undefined) return undefined;
    if (performance.now() - this.started > LONGEST) {
      throw new UnreadableDeliveryError(503, `${where}: the mapping takes longer than ${LONGEST} ms`);
    }
    const { body, bindings, receivedAt } = this;
    try {
      const value = expression.atOnce(body, bindings, receivedAt);
      return value === UNSURE ? yield expression.evaluate(body, bindings, receivedAt) : value;
    } catch (error) {
      throw placed(error, where);
    }
  }

  /** The same for what a delivery can do without: nothing, and a warning, when it fails. */
  *valueIfAny(expression: Expression | undefined, where: string): Steps<unknown> {
    try {
      return yield* this.value(expression, where);
    } catch (error) {
      if (!(error instanceof UnreadableDeliveryError && error.status === 422 && error.cause instanceof ExpressionError))
        throw error;
      this.warnings.push(`${where} is left out: ${error.cause.message}`);
      return undefined;
    }
  }

  /** Gives a variable its value. */
  *bind(name: string, expression: Expression): Steps<void> {
    this.bindings[name] = yield* this.value(expression, `let.${name}`);
  }

  /** Whether an expression holds; `otherwise` where there is none. */
  *holds(expression: Expression | undefined, where: string, otherwise = true): Steps<boolean> {
    return expression === undefined ? otherwise : isTrue(yield* this.value(expression, where));
  }

  /** The instant an expression gives. @throws UnreadableDeliveryError 422 when it is none, or cannot be */
  *instant(expression: Expression | undefined, where: string): Steps<IsoInstant | undefined> {
    const value = yield* this.value(expression, where);
    try {
      const instant = readWhen(value);
      return instant === undefined ? undefined : iso(instant);
    } catch (error) {
      throw placed(error, where);
    }
  }
}

/** What an expression fails with, with its place in the mapping. */
function placed(error: unknown, where: string): unknown {
  if (!(error instanceof ExpressionError)) return error;
  return new UnreadableDeliveryError(error.isSlow ? 503 : 422, `${where}: ${error.message}`, { cause: error });
}

/** Templates of help desks write truth as a text. */
function isTrue(value: unknown): boolean {
  if (typeof value === 'string') return !['', 'false', 'no', 'null', '0', '-'].includes(value.trim().toLowerCase());
  if (Array.isArray(value)) return value.some(isTrue);
  return typeof value === 'object' ? value !== null && Object.keys(value).length > 0 : Boolean(value);
}
