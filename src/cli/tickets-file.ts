/** Reading tickets to open: a JSON array, a single object, or JSON lines. One bad entry does not hide the others. */
import { NOT_JSON, readJson } from '../reading/json.js';
import { Failure } from './failure.js';
import type { Input } from './input.js';
import { ArrayElements, type JsonPart } from './json-parts.js';

export interface Entry {
  /** Line it begins at, counted from 1. */
  line: number;
  read: { ticket: Record<string, unknown> } | { problem: string };
}

/** @throws Failure 2 when the text as a whole cannot be understood. */
export function readEntries(input: Input): Entry[] {
  return partsOf(input).map(readEntry);
}

/** Where the entries stand: of a long file, none is read before its turn. @throws Failure 2 as {@link readEntries} */
export function partsOf(input: Input): JsonPart[] {
  const parts = input.text.trimStart().startsWith('[') ? elements(input) : (single(input.text) ?? rows(input.text));
  if (parts.length === 0 && input.text.trim() === '') throw new Failure(2, `${input.name}: there is nothing in it`);
  return parts;
}

export function readEntry({ line, text }: JsonPart): Entry {
  return { line, read: readObject(text) };
}

function rows(text: string): JsonPart[] {
  return text
    .split('\n')
    .map((row, index) => ({ line: index + 1, text: row }))
    .filter((row) => row.text.trim() !== '');
}

/** One object over several lines. */
function single(text: string): JsonPart[] | undefined {
  const read = readObject(text);
  if ('problem' in read && read.problem === NOT_JSON) return undefined;
  return [{ line: lineAt(text, text.search(/\S/)), text }];
}

function elements({ name, text }: Input): JsonPart[] {
  const parts = new ArrayElements(name, Infinity);
  return [...parts.feed(text), ...parts.end()];
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

function readObject(text: string): Entry['read'] {
  const read = readJson(text);
  if ('problem' in read) return read;
  const { value } = read;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { ticket: value as Record<string, unknown> };
  }
  return { problem: 'this is not a JSON object such as {"ticketId":"T-1","status":"open",…}' };
}
