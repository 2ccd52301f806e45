/** Expressions of a mapping: JSONata, checked when a mapping is read and bounded when it is used. */
import jsonata from 'jsonata';
import type { Instant } from '../../domain/rules/policy.js';
import { directly, UNSURE } from './direct.js';
import { CLOSED, ExpressionError, OWN } from './functions.js';
import { survey, type ExpressionMistake } from './survey.js';

/** How long one expression may take, how deep it may call, how many values a list of it may have. */
const LIMITS = { timeout: 1_000, stack: 200, sequence: 5_000 };
/** How many characters a text of it may have: more than a body can have. */
const LONGEST_TEXT = 10_000_000;
const LONGEST_EXPRESSION = 2_000;
/** How many values its result may have, those of lists within lists counted too. */
const MOST_VALUES = 100_000;

export interface Expression {
  /** Names of the variables it takes from outside. */
  takes: readonly string[];
  /** The value, if it can be had without waiting; else UNSURE, and `evaluate` has it. @throws ExpressionError */
  atOnce(body: unknown, variables: Readonly<Record<string, unknown>>, receivedAt: Instant): unknown;
  /** @throws ExpressionError when it fails or takes too much */
  evaluate(body: unknown, variables: Readonly<Record<string, unknown>>, receivedAt: Instant): Promise<unknown>;
}

/** Reads an expression. Names of variables are judged by whoever knows which there are. */
export function compile(text: string): Expression | ExpressionMistake {
  if (text.length > LONGEST_EXPRESSION) {
    const message = `the expression is longer than ${LONGEST_EXPRESSION} characters`;
    return { message, expected: 'take parts of it to "let"' };
  }
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(text, LIMITS);
  } catch (error) {
    return notReadable(error);
  }
  const ast = compiled.ast();
  const found = survey(ast);
  if ('message' in found) return found;
  // The evaluator takes symbols, its types do not know it.
  const assign = compiled.assign as (name: string | symbol, value: unknown) => void;
  for (const name of CLOSED) assign(name, undefined);
  if (found.mayGrow)
    assign(AFTER_EACH_PART, (_part: unknown, _input: unknown, _frame: unknown, value: unknown) => bounded(value));
  const direct = directly(ast);
  const own = OWN.filter(({ name }) => found.takes.includes(name));
  const takes = found.takes.filter((name) => !own.some((one) => one.name === name));
  const atOnce: Expression['atOnce'] = (body, variables, receivedAt) => {
    const value = Array.isArray(body) ? UNSURE : direct({ body, variables, receivedAt });
    return value === UNSURE ? UNSURE : plain(value);
  };
  return {
    takes,
    atOnce,
    async evaluate(body, variables, receivedAt) {
      const value = atOnce(body, variables, receivedAt);
      if (value !== UNSURE) return value;
      // Bound for each evaluation: several deliveries may be under way at once.
      const bindings: Record<string, unknown> = {};
      for (const name of takes) if (Object.hasOwn(variables, name)) bindings[name] = variables[name];
      for (const { name, call } of own) bindings[name] = (value: unknown) => call(receivedAt, value);
      try {
        return plain(await compiled.evaluate(body, bindings));
      } catch (error) {
        if (error instanceof ExpressionError) throw error;
        throw new ExpressionError(whyItFailed(error), {
          isSlow: (error as { code?: string }).code === 'D1012',
          cause: error,
        });
      }
    },
  };
}

const AFTER_EACH_PART = Symbol.for('jsonata.__evaluate_exit');

function bounded(value: unknown): void {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) throw new ExpressionError('a text grew too long');
}

/** Lists of the evaluator carry marks of its own, and functions are no values. */
function plain(value: unknown): unknown {
  bounded(value);
  if (typeof value === 'function' || (typeof value === 'object' && value !== null && '_jsonata_lambda' in value)) {
    return undefined;
  }
  if (!Array.isArray(value)) return value;
  if (countUpTo(MOST_VALUES, value) > MOST_VALUES) {
    throw new ExpressionError(`its lists have more than ${MOST_VALUES} values together`);
  }
  return Array.from(value as unknown[]);
}

/** How many values lists within lists have, counted no further than just beyond a limit. */
function countUpTo(limit: number, list: readonly unknown[]): number {
  let count = list.length;
  for (const one of list) {
    if (count > limit) break;
    if (Array.isArray(one)) count += countUpTo(limit - count, one);
  }
  return count;
}

/** The evaluator's own words quote the delivery. */
function whyItFailed(error: unknown): string {
  const { code } = error as { code?: string };
  switch (code) {
    case 'D1012':
      return `it takes longer than ${LIMITS.timeout} ms`;
    case 'D1011':
    case 'U1001':
      return 'it calls itself too deeply';
    case 'D2015':
      return `a list of it has more than ${LIMITS.sequence} entries`;
    default:
      return code?.startsWith('T') ? `values have types that do not go together (${code})` : 'it fails';
  }
}

function notReadable(error: unknown): ExpressionMistake {
  const { code, position, token } = error as { code?: string; position?: number; token?: string | number };
  if (code === undefined) {
    return { message: 'the expression is nested too deeply', expected: 'take parts of it to "let"' };
  }
  // It is shown on a terminal.
  const shown = token === undefined ? '' : String(token).replace(/\p{C}/gu, '');
  const where = position === undefined ? '' : ` near character ${position}${shown ? ` (${shown})` : ''}`;
  return { message: `this is no JSONata expression${where}`, expected: `texts stand in quotes: '"open"'` };
}
