/** Tickets of a file of any length: CSV, a JSON array, or JSON lines. It is read twice, and never held. */
import { createHash } from 'node:crypto';
import { ArrayElements, JsonLines, LONGEST_ENTRY, type JsonPart, type Parts } from '../json-parts.js';
import type { Terminal } from '../terminal.js';
import { TextSource } from '../text-source.js';
import { partsOf, readEntry } from '../tickets-file.js';
import { readCsv } from './csv.js';
import { counted, type BackfillRow, type BackfillSource } from './source.js';

/** @param format default: by the end of its name; JSON for standard input @throws Failure 2, also for a file that cannot be understood as a whole */
export async function fileSource(
  file: string,
  format: 'csv' | 'json' | undefined,
  terminal: Pick<Terminal, 'stdin'>,
): Promise<BackfillSource & Required<Pick<BackfillSource, 'close'>>> {
  const text = await TextSource.open(file, terminal);
  const isCsv = format === undefined ? /\.(csv|tsv)$/i.test(file) : format === 'csv';
  try {
    const source = isCsv ? await sourceOf(text, readCsv, (row) => row) : await sourceOf(text, jsonParts, jsonRow);
    return { ...source, ...(file !== '-' && { file }) };
  } catch (error) {
    await text.close();
    throw error;
  }
}

/** The first reading finds what is wrong with the whole, how many rows there are, and by what they are known. */
async function sourceOf<P>(
  text: TextSource,
  partsIn: (name: string, pieces: AsyncIterable<string>) => AsyncIterable<P>,
  read: (part: P) => BackfillRow,
) {
  const { name } = text;
  const hash = createHash('sha256');
  let total = 0;
  for await (const _part of partsIn(
    name,
    noting(text.pieces(), (piece) => hash.update(piece)),
  ))
    total++;
  return {
    ...{ name, identity: hash.digest('hex'), total },
    batches: (after: string | undefined) => counted(partsIn(name, text.pieces()), read, after),
    close: () => text.close(),
  };
}

async function* noting(pieces: AsyncIterable<string>, note: (piece: string) => void): AsyncGenerator<string> {
  for await (const piece of pieces) {
    note(piece);
    yield piece;
  }
}

/** What is short is looked at as a whole: it may be one object over several lines. @throws Failure 2 */
export async function* jsonParts(name: string, pieces: AsyncIterable<string>): AsyncGenerator<JsonPart> {
  let head = '';
  let parts: Parts | undefined;
  for await (const piece of pieces) {
    if (parts) yield* parts.feed(piece);
    else head += piece;
    if (parts || head.length <= LONGEST_ENTRY) continue;
    parts = head.trimStart().startsWith('[') ? new ArrayElements(name) : new JsonLines(name);
    yield* parts.feed(head);
    head = '';
  }
  yield* parts ? parts.end() : partsOf({ name, text: head });
}

function jsonRow(part: JsonPart): BackfillRow {
  const entry = readEntry(part);
  const { line, read } = entry;
  const text = part.text.trim();
  // As it was written, if that is one line: numbers that a double does not hold stay as they are.
  const isLine = !text.includes('\n');
  const raw = isLine ? text : 'problem' in read ? text.replace(/\s*\n\s*/g, ' ') : read.ticket;
  return { ...entry, place: String(line), raw };
}
