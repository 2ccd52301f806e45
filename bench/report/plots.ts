/** Plots as SVG, made for one look each. Colours come from the page, so that it can be light or dark. */

export interface Series {
  name: string;
  /** Which of the page's colours. */
  colour: number;
  /** Increasing in x. */
  points: { x: number; y: number }[];
}

export interface Bar {
  label: string;
  parts: { name: string; colour: number; value: number }[];
}

const WIDTH = 640;
const HEIGHT = 300;
const BAR = 34;
const MARGIN = { left: 48, right: 16, top: 10, bottom: 40 };
const LABELS = 96;

/** Which share (0 to 1) of something has been reached by x, on a logarithmic axis of milliseconds. */
export function shares(series: readonly Series[], shownAs: (ms: number) => string): string {
  const all = series.flatMap(({ points }) => points.map(({ x }) => Math.max(x, 1)));
  const from = 10 ** Math.floor(Math.log10(Math.min(...all, 10)));
  const to = 10 ** Math.ceil(Math.log10(Math.max(...all, from * 10)));
  const span = Math.log10(to / from);
  const x = (value: number) =>
    MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * Math.log10(Math.max(value, from) / from)) / span;
  const y = (share: number) => MARGIN.top + (HEIGHT - MARGIN.top - MARGIN.bottom) * (1 - share);
  const decades = Array.from({ length: Math.round(span) + 1 }, (_, i) => from * 10 ** i);
  const grid = [
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        line(MARGIN.left, y(share), WIDTH - MARGIN.right, y(share)) +
        text(MARGIN.left - 6, y(share) + 4, `${100 * share} %`, 'end'),
    ),
    ...decades.map(
      (at) =>
        line(x(at), MARGIN.top, x(at), y(0)) +
        text(x(at), HEIGHT - MARGIN.bottom + 18, shownAs(at), at === to ? 'end' : 'middle'),
    ),
  ];
  const curves = series.map(({ name, colour, points }) => {
    const path = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${fixed(x(point.x))} ${fixed(y(point.y))}`).join('');
    return `<path class="curve" style="stroke:var(--c${colour})" d="${path}"><title>${escaped(name)}</title></path>`;
  });
  return svg(HEIGHT, [...grid, ...curves]);
}

/** A bar for each, in parts that add up. */
export function bars(all: readonly Bar[], shownAs: (value: number) => string): string {
  const sums = all.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const most = Math.max(...sums, Number.MIN_VALUE);
  const room = WIDTH - LABELS - 84;
  const rows = all.map(({ label, parts }, row) => {
    const top = row * BAR + 6;
    let left = LABELS;
    const rects = parts
      .filter(({ value }) => value > 0)
      .map(({ name, colour, value }) => {
        const width = (room * value) / most;
        const rect =
          `<rect x="${fixed(left)}" y="${top}" width="${fixed(width)}" height="${BAR - 12}" style="fill:var(--c${colour})">` +
          `<title>${escaped(`${label}, ${name}: ${shownAs(value)}`)}</title></rect>`;
        left += width;
        return rect;
      });
    const middle = top + (BAR - 12) / 2 + 4;
    return [
      text(LABELS - 8, middle, label, 'end', 'label'),
      ...rects,
      text(left + 6, middle, shownAs(sums[row]!), 'start', 'value'),
    ].join('');
  });
  return svg(all.length * BAR + 4, rows);
}

function svg(height: number, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img">${parts.join('')}</svg>`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', kind = 'tick'): string {
  return `<text class="${kind}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function fixed(value: number): string {
  return Number(value.toFixed(1)).toString();
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
