/** Reading CSV, as help desks and spreadsheets write it: each record becomes an object of texts, or says why it cannot. */
import { CsvError, parse } from 'csv-parse/sync';
import { Failure } from '../failure.js';
import type { Input } from '../input.js';
import type { Row } from './source.js';

const DELIMITERS = [',', ';', '\t'] as const;
const MOST_RECORD = 1_000_000;

interface Parsed {
  record: string[];
  info: { lines: number };
}

/** @throws Failure 2 when it has no header, or a quote that is never closed */
export function readCsv({ name, text }: Input): Row[] {
  const all = parsed(name, text);
  const [header, ...records] = all;
  if (!header) throw new Failure(2, `${name}: there is nothing in it`);
  const columns = header.record.map((one) => one.trim());
  checkHeader(name, columns);
  let before = header.info.lines;
  return records.map(({ record, info }) => {
    const line = before + 1;
    before = info.lines;
    return { line, place: String(line), ...asObject(columns, record) };
  });
}

function parsed(name: string, text: string): Parsed[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MOST_RECORD,
    }) as unknown as Parsed[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as unknown as { lines?: number };
    const what = error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quote is not closed' : 'this is not CSV';
    throw new Failure(2, `${name}${lines === undefined ? '' : `:${lines}`}: ${what}`, { cause: error });
  }
}

/** The one that the header has most of. */
function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text.replace(/^\uFEFF/, ''))![0].replace(/"[^"]*"/g, '');
  const times = (delimiter: string) => header.split(delimiter).length;
  return DELIMITERS.reduce<string>((best, one) => (times(one) > times(best) ? one : best), ',');
}

function checkHeader(name: string, columns: readonly string[]): void {
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (columns.some((column) => column === '')) throw new Failure(2, `${name}:1: a column has no name`);
  if (twice !== undefined) throw new Failure(2, `${name}:1: two columns are called ${JSON.stringify(twice)}`);
}

function asObject(columns: readonly string[], record: readonly string[]): Pick<Row, 'raw' | 'read'> {
  // A column `__proto__` is a column, and nobody's prototype.
  const ticket = Object.fromEntries(record.map((value, i) => [columns[i] ?? `column ${i + 1}`, value]));
  if (record.length === columns.length) return { raw: ticket, read: { ticket } };
  const problem = `it has ${record.length} columns, and the header has ${columns.length}`;
  return { raw: ticket, read: { problem } };
}
