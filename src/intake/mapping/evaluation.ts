/** The expressions of a mapping, evaluated over one delivery. */
import { iso, type IsoInstant } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import type { Expression } from './expression.js';
import { DeliveryError } from './facts.js';
import { ExpressionError, readWhen } from './functions.js';

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

  /** The value of an expression. `where` is its place in the mapping. @throws DeliveryError 422 when it fails, 503 when it takes too long */
  async value(expression: Expression | undefined, where: string): Promise<unknown> {
    if (expression === undefined) return undefined;
    if (performance.now() - this.started > LONGEST) {
      throw new DeliveryError(503, `${where}: the mapping takes longer than ${LONGEST} ms`);
    }
    return this.orError(where, () => expression.evaluate(this.body, this.bindings, this.receivedAt));
  }

  /** The same for what a delivery can do without: nothing, and a warning, when it fails. */
  async valueIfAny(expression: Expression | undefined, where: string): Promise<unknown> {
    try {
      return await this.value(expression, where);
    } catch (error) {
      if (!(error instanceof DeliveryError && error.status === 422 && error.cause instanceof ExpressionError))
        throw error;
      this.warnings.push(`${where} is left out: ${error.cause.message}`);
      return undefined;
    }
  }

  /** Gives a variable its value. */
  async bind(name: string, expression: Expression): Promise<void> {
    this.bindings[name] = await this.value(expression, `let.${name}`);
  }

  /** Whether an expression holds; `otherwise` where there is none. */
  async holds(expression: Expression | undefined, where: string, otherwise = true): Promise<boolean> {
    return expression === undefined ? otherwise : isTrue(await this.value(expression, where));
  }

  /** The instant an expression gives. @throws DeliveryError 422 when it is none, or cannot be */
  async instant(expression: Expression | undefined, where: string): Promise<IsoInstant | undefined> {
    const value = await this.value(expression, where);
    const instant = await this.orError(where, async () => readWhen(value));
    return instant === undefined ? undefined : iso(instant);
  }

  private async orError<T>(where: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof ExpressionError)
        throw new DeliveryError(error.isSlow ? 503 : 422, `${where}: ${error.message}`, { cause: error });
      throw error;
    }
  }
}

/** Templates of help desks write truth as a text. */
function isTrue(value: unknown): boolean {
  if (typeof value === 'string') return !['', 'false', 'no', 'null', '0', '-'].includes(value.trim().toLowerCase());
  if (Array.isArray(value)) return value.some(isTrue);
  return typeof value === 'object' ? value !== null && Object.keys(value).length > 0 : Boolean(value);
}
