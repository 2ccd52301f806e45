/** Bodies of the API: JSON in UTF-8, read without loss and within limits. Messages hold nothing of what was sent. */
import { NOT_JSON, readJson } from '../../reading/json.js';
import { HttpProblem } from './problem.js';

/** How deep brackets may stand in each other. */
const MOST_DEPTH = 32;
/** How many values a body may have. */
const MOST_VALUES = 100_000;

/** @throws HttpProblem */
export function readJsonBody(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  if (text.trim() === '') throw new HttpProblem('invalid-request', 'the body is empty; send a JSON object');
  const read = readJson(text);
  if ('problem' in read) {
    throw read.problem === NOT_JSON
      ? new HttpProblem('invalid-request', 'the body is not JSON')
      : new HttpProblem('invalid-content', 'a number in the body cannot be kept as it is; write it in quotes');
  }
  check(read.value);
  return read.value;
}

/** Keeps nothing from one text to the next. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new HttpProblem('invalid-request', 'the body is not UTF-8 text', {}, { cause });
  }
}

/** Level by level: a body may be nested deeper than a program may call. */
function check(root: unknown): void {
  let level: unknown[] = [root];
  let values = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) throw new HttpProblem('invalid-content', `the body is nested more than ${MOST_DEPTH} deep`);
    values += level.length;
    if (values > MOST_VALUES) throw new HttpProblem('too-large', `the body has more than ${MOST_VALUES} values`);
    level = level.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      if (Object.hasOwn(value, '__proto__'))
        throw new HttpProblem('invalid-content', 'a key "__proto__" is not possible');
      return Object.values(value) as unknown[];
    });
  }
}
