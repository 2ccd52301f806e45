/** Expressions of a mapping: JSONata, checked when a mapping is read and bounded when it is used. */
import jsonata from 'jsonata';
import type { Instant } from '../../domain/policy.js';
import { nearest } from '../../policy/spelling.js';
import { BUILT_IN, CLOSED, ExpressionError, OWN } from './functions.js';

/** How long one expression may take, how deep it may call, how many values a list of it and characters a text of it may have. */
const LIMITS = { timeout: 250, stack: 200, sequence: 5_000 };
const LONGEST_TEXT = 1_000_000;
const LONGEST_EXPRESSION = 2_000;
const MOST_NODES = 1_000;

export interface Expression {
  /** As it stands in the mapping. */
  text: string;
  /** Names of variables it takes from outside. */
  takes: readonly string[];
  /** @throws ExpressionError when it fails or takes too much */
  evaluate(body: unknown, bindings: Readonly<Record<string, unknown>>, receivedAt: Instant): Promise<unknown>;
}

/** What is wrong with the text of an expression, in the form of {@link Wrong}. */
export interface Mistake {
  message: string;
  expected: string;
}

/** Reads an expression. Names of variables are judged by whoever knows which there are. */
export function compile(text: string): Expression | Mistake {
  if (text.length > LONGEST_EXPRESSION) {
    return {
      message: `the expression is longer than ${LONGEST_EXPRESSION} characters`,
      expected: 'take parts of it to "let"',
    };
  }
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(text, LIMITS);
  } catch (error) {
    return notReadable(error);
  }
  const found = survey(compiled.ast());
  if ('message' in found) return found;
  // Known to the evaluator, not to its types: called with the value of every part.
  (compiled.assign as (name: unknown, value: unknown) => void)(Symbol.for('jsonata.__evaluate_exit'), bounded);
  return { text, takes: found.takes, evaluate: (...given) => evaluate(compiled, ...given) };
}

async function evaluate(
  compiled: jsonata.Expression,
  body: unknown,
  bindings: Readonly<Record<string, unknown>>,
  receivedAt: Instant,
): Promise<unknown> {
  try {
    const value: unknown = await compiled.evaluate(body, { ...bindings, ...NOT_THERE, ...functionsAt(receivedAt) });
    // Lists of the evaluator carry marks of its own, and functions are no values.
    return value === undefined ? undefined : (JSON.parse(JSON.stringify(value) ?? 'null') as unknown);
  } catch (error) {
    if (error instanceof ExpressionError) throw error;
    throw new ExpressionError(whyItFailed(error), { cause: error });
  }
}

const NOT_THERE = Object.fromEntries(CLOSED.map((name) => [name, undefined]));

/** Bound for each evaluation: several deliveries may be under way at once. */
function functionsAt(receivedAt: Instant): Record<string, unknown> {
  return Object.fromEntries(OWN.map(({ name, call }) => [name, (value: unknown) => call(receivedAt, value)]));
}

function bounded(_part: unknown, _input: unknown, _environment: unknown, value: unknown): void {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) throw new ExpressionError('a text grew too long');
}

/** The evaluator's own words quote the delivery. */
function whyItFailed(error: unknown): string {
  const { code } = error as { code?: string };
  switch (code) {
    case 'D1012':
      return `it took longer than ${LIMITS.timeout} ms`;
    case 'D1011':
    case 'U1001':
      return 'it calls itself too deeply';
    case 'D2015':
      return `a list of it has more than ${LIMITS.sequence} entries`;
    default:
      return code?.startsWith('T') ? `values have types that do not go together (${code})` : 'it fails';
  }
}

function notReadable(error: unknown): Mistake {
  const { code, position, token } = error as { code?: string; position?: number; token?: string };
  const where = position === undefined ? '' : ` near character ${position}${token ? ` (${token})` : ''}`;
  if (code === undefined)
    return { message: 'the expression is nested too deeply', expected: 'take parts of it to "let"' };
  return { message: `this is no JSONata expression${where}`, expected: 'texts stand in quotes: \'"open"\'' };
}

type Node = Record<string, unknown>;

/** What may not be in an expression, and why. */
const FORBIDDEN: Record<string, Mistake> = {
  regex: { message: 'patterns are not possible here', expected: 'use $contains, $substringAfter, $split' },
  transform: { message: 'transforms are not possible here', expected: 'build the value anew' },
  descendant: { message: '"**" is not possible here', expected: 'name the way to the value' },
};

/** Walks the whole expression: the variables it takes from outside, or the first thing that may not be there. */
function survey(ast: unknown): { takes: string[] } | Mistake {
  const used = new Set<string>();
  const own = new Set<string>();
  const open: unknown[] = [ast];
  const seen = new Set<unknown>();
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    if (seen.size > MOST_NODES * 10)
      return { message: 'the expression has too many parts', expected: 'take parts of it to "let"' };
    const { type, value, lhs, arguments: parameters, focus, index } = node as Node;
    const forbidden = typeof type === 'string' && Object.hasOwn(FORBIDDEN, type) ? FORBIDDEN[type] : undefined;
    if (forbidden) return forbidden;
    if (type === 'variable' && typeof value === 'string') used.add(value);
    if (type === 'bind') own.add(String((lhs as Node | undefined)?.['value']));
    if (type === 'lambda') for (const one of parameters as Node[]) own.add(String(one['value']));
    for (const name of [focus, index]) if (typeof name === 'string') own.add(name);
    open.push(...(Object.values(node) as unknown[]));
  }
  for (const name of own)
    if (isFunction(name) || CLOSED.includes(name))
      return { message: `$${name} is a function`, expected: 'choose another name' };
  // "" is the context, "$" the whole body.
  const takes = [...used].filter((name) => name !== '' && name !== '$' && !own.has(name) && !isFunction(name));
  return { takes };
}

/** Whether an expression may call it. */
export function isFunction(name: string): boolean {
  return BUILT_IN.includes(name) || OWN.some((one) => one.name === name);
}

/** What is wrong with a variable that nobody gives a value. */
export function unknownVariable(name: string, given: readonly string[]): Mistake {
  const known = [...given, ...OWN.map((one) => one.name), ...BUILT_IN];
  const meant = nearest(name, known);
  return {
    message: `there is no $${name}`,
    expected: meant
      ? `did you mean $${meant}?`
      : `there are ${given.map((one) => `$${one}`).join(', ')}, and the functions of docs/integrations/mapping.md`,
  };
}
