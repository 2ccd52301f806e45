/** Tables of text: columns as wide as their widest cell. */
import { stripVTControlCharacters } from 'node:util';

type Rows = readonly (readonly string[])[];

export interface Layout {
  /** All columns but the first stand to the right. Default: all stand to the left. */
  numbers?: boolean;
  /** A line under the first row. Default: none. */
  ruled?: boolean;
}

/** Rows with aligned columns, two blanks apart; colours do not count. A row of one cell, such as a title, takes no room in a table of numbers. */
export function table(rows: Rows, { numbers = false, ruled = false }: Layout = {}): string[] {
  const lines = aligned(rows, numbers, numbers || ruled);
  return (ruled ? withRule(lines) : lines).map((cells) => cells.join('  ').trimEnd());
}

/** The same in Markdown, the first row being the heads of the columns. */
export function markdownTable(rows: Rows): string[] {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  return withRule(aligned(escaped, false, true)).map((cells) => `| ${cells.join(' | ')} |`);
}

/** A table under a title, with an empty line before; nothing without rows. */
export function section(title: string, rows: Rows): string[] {
  return rows.length === 0 ? [] : ['', title, ...table(rows).map((line) => `  ${line}`)];
}

/** @param whole the last column, too, is as wide as its widest cell */
function aligned(rows: Rows, numbers: boolean, whole: boolean): string[][] {
  const isFree = (row: readonly string[], i: number) => !whole && i === row.length - 1;
  const measured = rows.map((row) => row.map((cell, i) => (isFree(row, i) ? 0 : width(cell))));
  const widths: number[] = [];
  for (const row of measured) {
    if (numbers && row.length === 1) continue;
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell)));
  }
  return rows.map((row, nth) =>
    row.map((cell, i) => {
      if (isFree(row, i)) return cell;
      const room = ' '.repeat(Math.max(0, (widths[i] ?? 0) - measured[nth]![i]!));
      return numbers && i > 0 ? room + cell : cell + room;
    }),
  );
}

function withRule([head = [], ...others]: string[][]): string[][] {
  return [head, head.map((cell) => '-'.repeat(width(cell))), ...others];
}

/** What takes part in colours, and halves of characters: of a text without them the length is its width. */
// eslint-disable-next-line no-control-regex -- colours begin with control characters
const UNEVEN = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/;

/** How many columns of a terminal it takes. */
export function width(cell: string): number {
  if (!UNEVEN.test(cell)) return cell.length;
  return [...stripVTControlCharacters(cell)].length;
}
