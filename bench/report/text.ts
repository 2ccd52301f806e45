/** The results as tables for a terminal. */
import { table } from '../../src/cli/table.js';
import type { Results } from '../run.js';
import { headingOf, warningOf } from './heading.js';
import { cellsOf, headOf, tablesOf, type ResultTable } from './tables.js';

export function textReport(results: Results): string {
  const parts = [headingOf(results).join('\n'), ...tablesOf(results).map(asText), warningOf(results)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function asText(of: ResultTable): string {
  const lines = of.rows.map((row) => [row.what, ...cellsOf(of, row)]);
  return table([[of.title, ...headOf(of)], ...lines], { numbers: true, ruled: true }).join('\n');
}
