/** Statuses that look as if they ended the watch, and do not. */
import { sameWord, tidied } from './words.js';

const WORDS = new Set(
  (
    'abandoned|answered|archived|canceled|cancelled|close|closed|complete|completed|deleted|done|duplicate|finished|fixed|invalid|' +
    "merged|rejected|resolve|resolved|solved|spam|trashed|won't fix|wont fix|wontfix"
  ).split('|'),
);

/** Whether a status reads like a closing one. @param closing those that are: never true of them */
export function looksClosing(status: string, closing: readonly string[]): boolean {
  if (closing.includes(status)) return false;
  return closing.some((one) => sameWord(one, status)) || WORDS.has(tidied(status).toLowerCase().replace(/[_-]/g, ' '));
}
