/** Plain tables: columns as wide as their widest cell. */
import { stripVTControlCharacters } from 'node:util';

/** Rows with aligned columns, two blanks apart; colours do not count. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, width(cell))));
  return rows.map((row) =>
    row
      .map((cell, i) => cell + ' '.repeat(widths[i]! - width(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** A table under a title, with an empty line before; nothing without rows. */
export function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...table(rows).map((line) => `  ${line}`)];
}

function width(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
