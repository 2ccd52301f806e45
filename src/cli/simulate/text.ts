/** A comparison as a table for the terminal, and as JSON. */
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../terminal.js';
import { counted, difference, partsOf, type Comparison } from './comparison.js';

export function comparisonTable(comparison: Comparison, { colours }: Pick<Terminal, 'colours'>): string[] {
  const { sides } = comparison;
  const head = ['', ...sides.map(({ name }) => name), ...(sides.length > 1 ? ['Difference'] : [])];
  const rows: string[][] = [head.map((cell) => colours.bold(cell))];
  for (const { title, lines } of partsOf(comparison)) {
    if (title !== '') rows.push([], [colours.bold(title)]);
    for (const { what, values } of lines) {
      if (title !== '' && values.every((value) => value === 0)) continue;
      const cells = [...values.map(counted), ...(sides.length > 1 ? [difference(values)] : [])];
      rows.push([title === '' ? what : `  ${what}`, ...cells]);
    }
  }
  return [...aboutOf(comparison), '', ...aligned(rows)];
}

/** What was counted, in sentences. */
export function aboutOf({ source, from, to, sides, timeZone, night, lacks }: Comparison): string[] {
  const span = from && to ? `, ${from.slice(0, 10)} to ${to.slice(0, 10)}` : '';
  const { tickets } = sides[0].tally;
  return [
    `${counted(tickets)} ${tickets === 1 ? 'ticket' : 'tickets'} of ${source}${span}; night is ${night} in ${timeZone}`,
    ...lacks,
  ];
}

/** The first column to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = (cell: string) => stripVTControlCharacters(cell).length;
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, row.length === 1 ? 0 : width(cell))));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const room = ' '.repeat(Math.max(0, widths[i]! - width(cell)));
        return i === 0 ? cell + room : room + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

export function comparisonJson({ sides, ...about }: Comparison): string {
  return JSON.stringify({ ...about, policies: sides.map(({ name, hash, tally }) => ({ name, hash, ...tally })) });
}
