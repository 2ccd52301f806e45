/** What an expression is made of: the variables it takes from outside, and what may not be in it. */
import { nearest } from '../../reading/spelling.js';
import { BUILT_IN, CLOSED, OWN } from './functions.js';

/** What is wrong with the text of an expression, and what would be right. */
export interface ExpressionMistake {
  message: string;
  expected: string;
}

export interface Survey {
  /** Names of variables and functions of ours that it takes from outside. */
  takes: string[];
  /** It has functions or variables of its own, by which values may grow without end. */
  mayGrow: boolean;
}

const MOST_PARTS = 10_000;

const TOO_MANY: ExpressionMistake = {
  message: 'the expression has too many parts',
  expected: 'take parts of it to "let"',
};

const FORBIDDEN: Record<string, ExpressionMistake> = {
  regex: { message: 'patterns are not possible here', expected: 'use $contains, $substringAfter, $split' },
  transform: { message: 'transforms are not possible here', expected: 'build the value anew' },
  descendant: { message: '"**" is not possible here', expected: 'name the way to the value' },
};

type Node = Record<string, unknown>;

/** Walks the whole of a parsed expression: what it takes, or the first thing that may not be there. */
export function survey(ast: unknown): Survey | ExpressionMistake {
  const used = new Set<string>();
  const own = new Set<string>();
  const open: unknown[] = [ast];
  const seen = new Set<unknown>();
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null || seen.has(node)) continue;
    seen.add(node);
    if (seen.size > MOST_PARTS) return TOO_MANY;
    const { type, value, lhs, arguments: parameters, focus, index } = node as Node;
    if (typeof type === 'string' && Object.hasOwn(FORBIDDEN, type)) return FORBIDDEN[type]!;
    if (type === 'variable' && typeof value === 'string') used.add(value);
    if (type === 'bind') own.add(String((lhs as Node | undefined)?.['value']));
    if (type === 'lambda') for (const one of parameters as Node[]) own.add(String(one['value']));
    for (const name of [focus, index]) if (typeof name === 'string') own.add(name);
    open.push(...(Object.values(node) as unknown[]));
  }
  // By another name, what is closed would be open again.
  const taken = [...own].find((name) => isFunction(name) || CLOSED.includes(name));
  if (taken !== undefined) return { message: `$${taken} is a function`, expected: 'choose another name' };
  // "" is the context, "$" the whole body.
  const takes = [...used].filter((name) => name !== '' && name !== '$' && !own.has(name) && !BUILT_IN.includes(name));
  return { takes, mayGrow: own.size > 0 || used.has('reduce') };
}

/** Whether an expression may call it. */
export function isFunction(name: string): boolean {
  return BUILT_IN.includes(name) || OWN.some((one) => one.name === name);
}

/** What is wrong with a variable that nobody gives a value. */
export function unknownVariable(name: string, given: readonly string[]): ExpressionMistake {
  const own = OWN.map((one) => one.name);
  const meant = nearest(name, [...given, ...own, ...BUILT_IN]);
  const there = given.map((one) => `$${one}`).join(', ');
  return {
    message: CLOSED.includes(name) ? `$${name} is not possible here` : `there is no $${name}`,
    expected: meant
      ? `did you mean $${meant}?`
      : `there are ${there}, and the functions of docs/integrations/mapping.md`,
  };
}
