/** A page of numbers and plots that needs nothing else: no script, no address, one stylesheet. What is given as text is text. */
import { asHtml } from '../../reading/html.js';
import { STYLE } from './style.js';

export interface PageParts {
  title: string;
  heading: string;
  /** What the numbers are about, in a line below the heading. */
  about?: string;
  /** What is not known, or what puts the numbers in question: a paragraph each. */
  warnings: readonly string[];
  tiles: readonly Tile[];
  /** As HTML, below the tiles. */
  legend?: string;
  /** As HTML, of `figure`. */
  figures: readonly string[];
  /** As HTML, of `table`. */
  tables: readonly string[];
  /** As HTML. */
  footer: string;
}

/** One of the few numbers that one looks at first. */
export interface Tile {
  name: string;
  number: string;
  change?: { words: string; kind?: 'good' | 'bad' };
}

export interface LegendEntry {
  name: string;
  /** The page's colour of that name. */
  colour: string;
  note?: string;
}

export interface Table {
  caption: string;
  /** Of the columns behind the first. */
  heads: readonly string[];
  /** `isPart`: of the row above. */
  rows: readonly { what: string; cells: readonly string[]; isPart?: boolean }[];
}

export function page(parts: PageParts): string {
  const { title, heading, about, tiles, legend = '', figures, tables, footer } = parts;
  const warnings = parts.warnings.map((warning) => `<p>${asHtml(warning)}</p>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${asHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${asHtml(heading)}</h1>
${about === undefined ? '' : `<p class="about">${asHtml(about)}</p>`}
${warnings && `<section class="warnings" aria-label="Warnings">${warnings}</section>`}
<section class="tiles" aria-label="Totals">${tiles.map(tileHtml).join('')}</section>
${legend}
<section class="figures" aria-label="Plots">${figures.join('')}</section>
<details open><summary>Every number</summary><div class="tables">${tables.join('')}</div></details>
<footer>${footer}</footer>
</main>
</body>
</html>
`;
}

function tileHtml({ name, number, change }: Tile): string {
  const words = change && `<span class="change ${change.kind ?? ''}">${asHtml(change.words)}</span>`;
  return `<div class="tile"><b>${asHtml(number)}</b><span class="name">${asHtml(name)}</span>${words ?? ''}</div>`;
}

export function legend(entries: readonly LegendEntry[]): string {
  const items = entries.map(({ name, colour, note }) => {
    const words = note === undefined ? '' : ` <small>${asHtml(note)}</small>`;
    return `<li><i style="background:var(--${colour})"></i>${asHtml(name)}${words}</li>`;
  });
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** @param plot as SVG, with its own legend before it where it has one */
export function figure(title: string, plot: string, caption: string): string {
  return `<figure><h2>${asHtml(title)}</h2>${plot}<figcaption>${asHtml(caption)}</figcaption></figure>`;
}

export function table({ caption, heads, rows }: Table): string {
  const head = heads.map((one) => `<th scope="col">${asHtml(one)}</th>`).join('');
  const lines = rows.map(({ what, cells, isPart }) => {
    const kind = isPart ? ' class="part"' : '';
    return `<tr${kind}><th scope="row">${asHtml(what)}</th>${cells.map((cell) => `<td>${asHtml(cell)}</td>`).join('')}</tr>`;
  });
  return (
    `<table><caption>${asHtml(caption)}</caption><thead><tr><td></td>${head}</tr></thead>` +
    `<tbody>${lines.join('')}</tbody></table>`
  );
}
