/** Tickets of a file: CSV, a JSON array, or JSON lines. */
import { createHash } from 'node:crypto';
import { readInput } from '../input.js';
import type { Terminal } from '../terminal.js';
import { partsOf, readEntry, type Part } from '../tickets-file.js';
import { readCsv } from './csv.js';
import { counted, type Row, type Source } from './source.js';

/** @param format default: by the end of its name; JSON for standard input @throws Failure 2 */
export async function fileSource(
  file: string,
  format: 'csv' | 'json' | undefined,
  terminal: Terminal,
): Promise<Source> {
  const input = await readInput(file, terminal);
  const isCsv = format === undefined ? /\.(csv|tsv)$/i.test(file) : format === 'csv';
  const identity = createHash('sha256').update(input.text).digest('hex');
  const source = <P>(parts: readonly P[], read: (part: P) => Row): Source => ({
    ...{ name: input.name, identity, total: parts.length },
    batches: (after) => counted(parts, read, after),
  });
  return isCsv ? source(readCsv(input), (row) => row) : source(partsOf(input), jsonRow);
}

function jsonRow(part: Part): Row {
  const entry = readEntry(part);
  const { line, read } = entry;
  const text = part.text.trim();
  // As it was written, if that is one line: numbers that a double does not hold stay as they are.
  const isLine = !text.includes('\n');
  const raw = isLine ? text : 'problem' in read ? text.replace(/\s*\n\s*/g, ' ') : read.ticket;
  return { ...entry, place: String(line), raw };
}
