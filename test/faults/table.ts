/** The results, readable. */
import type { Result } from './scenario.js';

const COLUMNS: [title: string, cell: (result: Result) => string][] = [
  ['scenario', ({ name }) => name],
  ['result', ({ findings }) => (findings.length === 0 ? 'passed' : 'FAILED')],
  ['tickets', ({ tickets }) => `${tickets}`],
  ['facts', ({ facts }) => `${facts}`],
  ['transitions', ({ transitions }) => `${transitions}`],
  ['messages', ({ messages }) => `${messages}`],
  ['lost', (result) => count(result, 'lost')],
  ['twice', ({ duplicates }) => `${duplicates}`],
  ['order', (result) => count(result, 'out of order')],
  ['stuck', (result) => count(result, 'stuck')],
  ['latest', ({ latest }) => `${(latest / 1000).toFixed(1)} s`],
  ['recovery', ({ recovery }) => `${(recovery / 1000).toFixed(1)} s`],
  ['took', ({ took }) => `${Math.round(took / 1000)} s`],
];

/** A markdown table. */
export function table(results: readonly Result[]): string {
  const rows = results.map((result) => COLUMNS.map(([, cell]) => cell(result)));
  const titles = COLUMNS.map(([title]) => title);
  const widths = titles.map((title, n) => Math.max(title.length, ...rows.map((row) => row[n]!.length)));
  const line = (cells: string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function count({ findings }: Result, kind: string): string {
  return `${findings.filter((finding) => finding.kind === kind).length}`;
}
