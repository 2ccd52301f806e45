/** Tickets of a file: CSV, a JSON array, or JSON lines. */
import { createHash } from 'node:crypto';
import { readInput } from '../input.js';
import type { Terminal } from '../terminal.js';
import { readJson } from '../../reading/json.js';
import { readEntries, type Entry } from '../tickets-file.js';
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
  const rows = isCsv ? readCsv(input) : jsonRows(input);
  return {
    name: input.name,
    identity: createHash('sha256').update(input.text).digest('hex'),
    total: rows.length,
    batches: (after) => counted(rows, after),
  };
}

function jsonRows(input: { name: string; text: string }): Row[] {
  const lines = input.text.split('\n');
  return readEntries(input).map((entry) => ({
    ...entry,
    place: String(entry.line),
    raw: rawOf(lines[entry.line - 1]!.trim(), entry),
  }));
}

/** The line as it was written, if that is all of it: numbers that a double does not hold stay as they are. */
function rawOf(line: string, { read }: Entry): Row['raw'] {
  const isWhole = line.startsWith('{') && !('problem' in readJson(line));
  return isWhole || 'problem' in read ? line : read.ticket;
}
