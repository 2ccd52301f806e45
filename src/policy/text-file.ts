/** The text of a file that people write, or why there is none. */
import { readFile } from 'node:fs/promises';
import type { Problem } from '../reading/problems.js';
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
    throw fails(wholeFile(file, ...unreadable(cause, example)), cause);
  }
  const read = readUtf8(bytes);
  if ('text' in read) return read.text;
  throw fails(wholeFile(file, `the file ${read.wrong}`, 'save it as UTF-8'), undefined);
}

/** A problem with a file as a whole. */
export function wholeFile(file: string, message: string, expected: string): Problem {
  return { file, line: 0, column: 0, path: '', message, expected };
}

function unreadable(cause: unknown, example: string): [message: string, expected: string] {
  const { code, message } = cause as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return ['there is no such file', `give the path of ${example}`];
    case 'EISDIR':
      return ['this is a folder', `give the path of ${example}`];
    case 'EACCES':
    case 'EPERM':
      return ['the file may not be read', 'give this user the right to read it'];
    default:
      return [`the file cannot be read: ${code ?? message}`, ''];
  }
}
