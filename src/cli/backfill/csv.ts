/** Reading CSV, as help desks and spreadsheets write it: each record becomes an object of texts, or says why it cannot. */
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Failure } from '../failure.js';
import type { BackfillRow } from './source.js';

const DELIMITERS = [',', ';', '\t'] as const;
const MOST_RECORD = 1_000_000;

interface Parsed {
  record: string[];
  info: { lines: number };
}

/**
 * Record by record, as the pieces of the text come.
 * @throws Failure 2 when it has no header, or a quote that is never closed
 */
export async function* readCsv(name: string, pieces: AsyncIterable<string>): AsyncGenerator<BackfillRow> {
  const text = pieces[Symbol.asyncIterator]();
  const first = await text.next();
  let columns: string[] | undefined;
  let before = 0;
  try {
    for await (const { record, info } of parsed(first.done ? '' : first.value, text)) {
      const line = before + 1;
      before = info.lines;
      if (columns) yield { line, place: String(line), ...asObject(columns, record) };
      else columns = headerOf(name, record);
    }
  } catch (error) {
    throw asFailure(name, error);
  }
  if (!columns) throw new Failure(2, `${name}: there is nothing in it`);
}

/** @param first its beginning, with the header @param rest what comes after it */
function parsed(first: string, rest: AsyncIterator<string>): AsyncIterable<Parsed> {
  const parser = parse({
    bom: true,
    info: true,
    delimiter: delimiterOf(first),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MOST_RECORD,
  });
  // Whatever goes wrong comes out of the parser.
  pipeline(Readable.from(joined(first, rest)), parser, () => undefined);
  return parser as AsyncIterable<Parsed>;
}

async function* joined(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function asFailure(name: string, error: unknown): Error {
  if (!(error instanceof CsvError)) return error as Error;
  const { lines } = error as unknown as { lines?: number };
  const what = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is not closed' : 'this is not CSV';
  return new Failure(2, `${name}${lines === undefined ? '' : `:${lines}`}: ${what}`, { cause: error });
}

/** The one that the header has most of. */
function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text.replace(/^\uFEFF/, ''))![0].replace(/"[^"]*"/g, '');
  const times = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.reduce<string>((best, one) => (times(one) > times(best) ? one : best), ',');
}

function headerOf(name: string, record: readonly string[]): string[] {
  const columns = record.map((one) => one.trim());
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (columns.some((column) => column === '')) throw new Failure(2, `${name}:1: a column has no name`);
  if (twice !== undefined) throw new Failure(2, `${name}:1: two columns are called ${JSON.stringify(twice)}`);
  return columns;
}

function asObject(columns: readonly string[], record: readonly string[]): Pick<BackfillRow, 'raw' | 'read'> {
  // A column `__proto__` is a column, and nobody's prototype.
  const ticket = Object.fromEntries(record.map((value, i) => [columns[i] ?? `column ${i + 1}`, value]));
  if (record.length === columns.length) return { raw: ticket, read: { ticket } };
  const problem = `it has ${record.length} columns, and the header has ${columns.length}`;
  return { raw: ticket, read: { problem } };
}
