/** Parts of a plot as SVG. Colours come from the page, so that it can be light, dark or printed. */

import { asHtml } from '../../reading/html.js';

/** Of every plot, in its own units: the page makes it as wide as there is room. */
export const WIDTH = 640;

/** @param about what a screen reader says of the whole */
export function svg(height: number, parts: readonly string[], about: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${asHtml(about)}">${parts.join('')}</svg>`;
}

export function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"/>`;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
  /** How round its corners are. Default: not at all. */
  round?: number;
}

/** An area of a plot in one of the page's colours. @param words what it says when it is pointed at */
export function rect({ x, y, width, height, round = 0 }: Area, colour: string, words: string): string {
  return (
    `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"${round > 0 ? ` rx="${round}"` : ''} ` +
    `style="fill:var(--${colour})"><title>${asHtml(words)}</title></rect>`
  );
}

/** @param kind a class of the page's style @param whole what it says when it is pointed at, if that is more */
export function text(
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end',
  kind: 'tick' | 'label' | 'value' = 'tick',
  whole = content,
): string {
  const title = whole === content ? '' : `<title>${asHtml(whole)}</title>`;
  return `<text class="${kind}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${asHtml(content)}${title}</text>`;
}

/** A coordinate: a tenth is as fine as one sees. */
export function fixed(value: number): string {
  return Number(value.toFixed(1)).toString();
}
