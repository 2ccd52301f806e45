/** The results as one page that needs nothing else: plots, tables, and what was measured. */
import { asHtml } from '../../src/reading/html.js';
import type { Results } from '../run.js';
import { figureHtml, figuresOf } from './figures.js';
import { headingOf, warningOf } from './heading.js';
import { STYLE } from './style.js';
import { cellsOf, headOf, tablesOf, type ResultTable } from './tables.js';
import { tilesOf } from './tiles.js';

export function htmlReport(results: Results): string {
  const warning = warningOf(results);
  const tiles = tilesOf(results).map(
    ({ number, meaning }) => `<div class="tile"><b>${asHtml(number)}</b><span>${asHtml(meaning)}</span></div>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rung: benchmarks of ${results.at.slice(0, 10)}</title>
<style>${STYLE}</style>
<main>
<h1>Rung beside what else one could do</h1>
${warning && `<p class="warning">${asHtml(warning)}</p>`}
<section class="tiles">${tiles.join('')}</section>
<section class="figures">${figuresOf(results).map(figureHtml).join('')}</section>
<section class="tables">${tablesOf(results).map(tableHtml).join('')}</section>
<section class="about"><h2>What was measured</h2><ul>
${headingOf(results)
  .map((line) => `<li>${asHtml(line)}</li>`)
  .join('\n')}
</ul></section>
</main>
</html>
`;
}

function tableHtml(of: ResultTable): string {
  const head = headOf(of)
    .map((title) => `<th>${asHtml(title)}</th>`)
    .join('');
  const lines = of.rows.map((row) => {
    const kind = row.what.startsWith(' ') ? ' class="part"' : '';
    const cells = cellsOf(of, row).map((cell) => `<td>${cell}</td>`);
    return `<tr${kind}><th>${asHtml(row.what.trim())}</th>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr><th>${asHtml(of.title)}</th>${head}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}
