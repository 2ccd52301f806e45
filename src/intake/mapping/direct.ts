/**
 * Expressions that need no evaluator: most of a mapping are paths, words and comparisons, and a delivery asks for dozens. What they give
 * is what JSONata gives, or UNSURE: then JSONata is asked. Lists on the way, and everything else, are JSONata's.
 */
import type { Instant } from '../../domain/rules/policy.js';
import { OWN } from './functions.js';

export const UNSURE = Symbol('ask JSONata');

interface Context {
  body: unknown;
  variables: Readonly<Record<string, unknown>>;
  receivedAt: Instant;
}

/** @returns the value, or UNSURE @throws ExpressionError of a function of ours */
export type Direct = (context: Context) => unknown;

type Node = Readonly<Record<string, unknown>>;

const unsure: Direct = () => UNSURE;

/** @param ast of JSONata, parsed */
export function directly(ast: unknown): Direct {
  const node = ast as Node;
  switch (node['type']) {
    case 'string':
    case 'number':
    case 'value':
      return isPlain(node) ? () => node['value'] : unsure;
    case 'variable':
      return isPlain(node) ? variable(node['value'] as string) : unsure;
    case 'path':
      return hasOnly(node, ['steps']) ? path(node['steps'] as Node[]) : unsure;
    case 'condition':
      return hasOnly(node, ['condition', 'then', 'else']) ? condition(node) : unsure;
    case 'binary':
      return hasOnly(node, ['value', 'lhs', 'rhs']) ? binary(node) : unsure;
    case 'unary':
      return hasOnly(node, ['value', 'expressions']) ? words(node) : unsure;
    case 'function':
      return hasOnly(node, ['name', 'value', 'arguments', 'procedure']) ? call(node) : unsure;
    case 'block':
      return hasOnly(node, ['expressions', 'consarray']) ? block(node) : unsure;
    default:
      return unsure;
  }
}

/** Nothing hangs on it: no filter, no grouping, no name for what is found. */
function hasOnly(node: Node, keys: readonly string[]): boolean {
  return Object.keys(node).every((key) => key === 'type' || key === 'position' || keys.includes(key));
}

function isPlain(node: Node): boolean {
  return hasOnly(node, ['value']);
}

function variable(name: string): Direct {
  if (name === '' || name === '$') return ({ body }) => body;
  return ({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : UNSURE);
}

function path(steps: readonly Node[]): Direct {
  const [first, ...rest] = steps;
  const names = (first!['type'] === 'variable' ? rest : steps).map((step) =>
    step['type'] === 'name' && isPlain(step) ? (step['value'] as string) : undefined,
  );
  if (names.includes(undefined) || !isPlain(first!)) return unsure;
  const start = first!['type'] === 'variable' ? variable(first!['value'] as string) : variable('');
  return (context) => {
    let value = start(context);
    for (const name of names as string[]) {
      if (value === UNSURE || Array.isArray(value)) return UNSURE;
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}

function condition(node: Node): Direct {
  const [asked, then] = [directly(node['condition']), directly(node['then'])];
  const otherwise: Direct = node['else'] === undefined ? () => undefined : directly(node['else']);
  return (context) => {
    const holds = truth(asked(context));
    return holds === UNSURE ? UNSURE : holds ? then(context) : otherwise(context);
  };
}

function binary({ value: operator, lhs, rhs }: Node): Direct {
  const [left, right] = [directly(lhs), directly(rhs)];
  switch (operator) {
    case 'and':
    case 'or':
      return (context) => {
        const holds = truth(left(context));
        return holds === UNSURE || holds === (operator === 'or') ? holds : truth(right(context));
      };
    case '=':
    case '!=':
      return (context) => {
        const [a, b] = [left(context), right(context)];
        if (a === UNSURE || b === UNSURE) return UNSURE;
        if (a === undefined || b === undefined) return false;
        return isScalar(a) && isScalar(b) ? (a === b) === (operator === '=') : UNSURE;
      };
    case 'in':
      return (context) => {
        const [a, b] = [left(context), right(context)];
        if (a === UNSURE || b === UNSURE) return UNSURE;
        if (a === undefined || b === undefined) return false;
        return Array.isArray(b) ? b.includes(a) : a === b;
      };
    case '&':
      return (context) => {
        const [a, b] = [textOf(left(context)), textOf(right(context))];
        return typeof a === 'string' && typeof b === 'string' ? a + b : UNSURE;
      };
    default:
      return unsure;
  }
}

/** A list of words and numbers, as it stands there. */
function words({ value, expressions = [] }: Node): Direct {
  const isWord = (one: Node) => (one['type'] === 'string' || one['type'] === 'number') && isPlain(one);
  const all = (expressions as Node[]).map((one) => (isWord(one) ? one['value'] : undefined));
  return value === '[' && !all.includes(undefined) ? () => all : unsure;
}

/** What stands in parentheses. */
function block({ expressions }: Node): Direct {
  const [only, ...more] = expressions as Node[];
  return only && more.length === 0 ? directly(only) : unsure;
}

function call({ procedure, arguments: given }: Node): Direct {
  const { type, value: name } = procedure as { type: string; value: string };
  const own = OWN.find((one) => one.name === name);
  const parts = (given as Node[]).map(directly);
  const [first = unsure, second = unsure] = parts;
  if (type !== 'variable') return unsure;
  if (parts.length === 2 && Object.hasOwn(OF_TEXTS, name)) {
    const of = OF_TEXTS[name as keyof typeof OF_TEXTS];
    return (context) => {
      const [text, part] = [first(context), second(context)];
      return typeof text === 'string' && typeof part === 'string' ? of(text, part) : UNSURE;
    };
  }
  if (parts.length !== 1) return unsure;
  if (own)
    return (context) => {
      const value = first(context);
      return value === undefined || isScalar(value) ? own.call(context.receivedAt, value) : UNSURE;
    };
  if (!Object.hasOwn(OF_ONE, name)) return unsure;
  const of = OF_ONE[name as keyof typeof OF_ONE];
  return (context) => {
    const value = first(context);
    return value === UNSURE ? UNSURE : of(value);
  };
}

/** JSONata's functions of two texts. */
const OF_TEXTS = {
  contains: (text: string, part: string) => text.includes(part),
  substringAfter: (text: string, part: string) =>
    text.includes(part) ? text.slice(text.indexOf(part) + part.length) : text,
  substringBefore: (text: string, part: string) => (text.includes(part) ? text.slice(0, text.indexOf(part)) : text),
};

/** Those of one value. */
const OF_ONE = {
  exists: (value: unknown) => value !== undefined,
  not(value: unknown) {
    if (value === undefined) return undefined;
    const holds = truth(value);
    return holds === UNSURE ? UNSURE : !holds;
  },
  string: (value: unknown) => (value === undefined ? undefined : textOf(value)),
  trim: (value: unknown) =>
    typeof value === 'string' ? value.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '') : UNSURE,
  type(value: unknown) {
    if (value === undefined) return undefined;
    if (value === null) return 'null';
    return Array.isArray(value) ? 'array' : typeof value;
  },
};

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function truth(value: unknown): boolean | typeof UNSURE {
  if (value === undefined) return false;
  return isScalar(value) ? Boolean(value) : UNSURE;
}

function textOf(value: unknown): string | typeof UNSURE {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (!isScalar(value)) return UNSURE;
  // As JSONata writes numbers.
  return JSON.stringify(typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value);
}
