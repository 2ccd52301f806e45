/** A comparison as a table for the terminal, and as JSON. */
import { table } from '../table.js';
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
  return [...aboutOf(comparison), '', ...table(rows, { numbers: true })];
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

export function comparisonJson({ sides, ...about }: Comparison): string {
  return JSON.stringify({ ...about, policies: sides.map(({ name, hash, tally }) => ({ name, hash, ...tally })) });
}
