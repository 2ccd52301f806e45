/** The results as one page: plots, tables, and what was measured. */
import { figure, legend, page, table } from '../../src/cli/page/page.js';
import { asHtml } from '../../src/reading/html.js';
import type { Results } from '../run.js';
import { figuresOf } from './figures.js';
import { headingOf, warningOf } from './heading.js';
import { cellsOf, headOf, tablesOf, type ResultTable } from './tables.js';
import { tilesOf } from './tiles.js';

export function htmlReport(results: Results): string {
  const warning = warningOf(results);
  const measured = headingOf(results).map((line) => `<li>${asHtml(line)}</li>`);
  return page({
    title: `Rung: benchmarks of ${results.at.slice(0, 10)}`,
    heading: 'Rung beside what else one could do',
    warnings: warning === '' ? [] : [warning],
    tiles: tilesOf(results),
    figures: figuresOf(results).map((one) => figure(one.title, legend(one.legend) + one.svg, one.caption)),
    tables: tablesOf(results).map(tableHtml),
    footer: `<h2>What was measured</h2><ul>${measured.join('')}</ul>`,
  });
}

function tableHtml(of: ResultTable): string {
  const rows = of.rows.map((row) => {
    return { what: row.what.trim(), cells: cellsOf(of, row), isPart: row.what.startsWith(' ') };
  });
  return table({ caption: of.title, heads: headOf(of), rows });
}
