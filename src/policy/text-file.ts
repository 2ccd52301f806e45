/** The text of a file that people write, or why there is none. */
import { readFile } from 'node:fs/promises';
import type { Problem } from '../reading/problems.js';
import { unreadable } from '../reading/unreadable.js';
import { readUtf8 } from '../reading/utf8.js';

/**
 * Reads a UTF-8 file.
 * @param example what the path might have been: `a policy file, such as policies/default.yaml`
 * @param fails makes the error that is thrown of what is wrong
 */
export async function readTextFile(
  file: string,
  example: string,
  fails: (problem: Problem, cause: unknown) => Error,
): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const { why, expected } = unreadable(cause, example);
    throw fails(wholeFile(file, why, expected), cause);
  }
  const read = readUtf8(bytes);
  if ('text' in read) return read.text;
  throw fails(wholeFile(file, `the file ${read.wrong}`, 'save it as UTF-8'), undefined);
}

/** A problem with a file as a whole. */
export function wholeFile(file: string, message: string, expected: string): Problem {
  return { file, line: 0, column: 0, path: '', message, expected };
}
