/** Plots as SVG. Colours come from the page, so that it can be light, dark or printed. */
import { counted } from './comparison.js';

export interface Series {
  name: string;
  /** The page's colour of that name. */
  colour: string;
}

/** A bar of each series. */
export interface Group {
  label: string;
  values: readonly number[];
}

const WIDTH = 640;
const FONT_WIDTH = 7.6;

/** Groups of lying bars, one below the other. @param about what a screen reader says of the whole */
export function bars(groups: readonly Group[], series: readonly Series[], about: string): string {
  const labels = Math.min(250, 24 + Math.ceil(FONT_WIDTH * Math.max(...groups.map(({ label }) => label.length))));
  const most = Math.max(1, ...groups.flatMap(({ values }) => values));
  const room = WIDTH - labels - 64;
  const thickness = series.length > 1 ? 12 : 18;
  const pitch = series.length * (thickness + 2) + 14;
  const rows = groups.map(({ label, values }, row) => {
    const top = row * pitch + 6;
    const middle = top + (series.length * (thickness + 2)) / 2;
    const drawn = values.map((value, i) => {
      const y = top + i * (thickness + 2);
      const width = value === 0 ? 0 : Math.max(1.5, (room * value) / most);
      return (
        `<rect class="bar" x="${labels}" y="${y}" width="${fixed(width)}" height="${thickness}" rx="2" style="fill:var(--${series[i]!.colour})">` +
        `<title>${escaped(`${label}, ${series[i]!.name}: ${counted(value)}`)}</title></rect>` +
        text(
          labels + width + 7,
          y + thickness / 2 + 4,
          counted(value),
          'start',
          value > 0 && i === values.length - 1 ? 'value' : 'tick',
        )
      );
    });
    return text(labels - 10, middle + 3, shortened(label, labels), 'end', 'label', label) + drawn.join('');
  });
  return svg(groups.length * pitch + 2, [line(labels, 0, labels, groups.length * pitch), ...rows], about);
}

const HEIGHT = 270;
const MARGIN = { left: 46, right: 8, top: 14, bottom: 34 };

/** Standing bars side by side, for each hour of the day. @param isNight whether an hour is shaded */
export function hours(
  groups: readonly Group[],
  series: readonly Series[],
  isNight: (hour: number) => boolean,
  about: string,
): string {
  const top = ceiling(Math.max(4, ...groups.flatMap(({ values }) => values)));
  const floor = HEIGHT - MARGIN.bottom;
  const slot = (WIDTH - MARGIN.left - MARGIN.right) / groups.length;
  const y = (value: number) => floor - ((floor - MARGIN.top) * value) / top;
  const shades = groups.flatMap((_group, hour) =>
    isNight(hour)
      ? [
          `<rect class="night" x="${fixed(MARGIN.left + hour * slot)}" y="${MARGIN.top}" width="${fixed(slot + 0.3)}" height="${floor - MARGIN.top}"/>`,
        ]
      : [],
  );
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      line(MARGIN.left, y(share * top), WIDTH - MARGIN.right, y(share * top)) +
      text(MARGIN.left - 8, y(share * top) + 4, counted(share * top), 'end'),
  );
  const width = (slot - 4) / series.length;
  const columns = groups.map(({ label, values }, hour) => {
    const left = MARGIN.left + hour * slot + 2;
    const drawn = values.map((value, i) => {
      if (value === 0) return '';
      const height = Math.max(1.5, floor - y(value));
      return (
        `<rect class="bar" x="${fixed(left + i * width)}" y="${fixed(floor - height)}" width="${fixed(width - 0.8)}" height="${fixed(height)}" rx="1.5" style="fill:var(--${series[i]!.colour})">` +
        `<title>${escaped(`${label}, ${series[i]!.name}: ${counted(value)}`)}</title></rect>`
      );
    });
    const tick = hour % 3 === 0 ? text(left + slot / 2 - 2, floor + 18, label.slice(0, 2), 'middle') : '';
    return drawn.join('') + tick;
  });
  return svg(HEIGHT, [...shades, ...grid, ...columns], about);
}

/** The next number that four lines divide well. */
function ceiling(most: number): number {
  const scale = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((one) => one * scale >= most)! * scale;
  return Math.max(4, Math.ceil(step / 4) * 4);
}

function svg(height: number, parts: readonly string[], about: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(about)}">${parts.join('')}</svg>`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end',
  kind = 'tick',
  whole = content,
): string {
  const title = whole === content ? '' : `<title>${escaped(whole)}</title>`;
  return `<text class="${kind}" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(content)}${title}</text>`;
}

function shortened(label: string, width: number): string {
  const most = Math.floor((width - 20) / FONT_WIDTH);
  return [...label].length <= most ? label : `${[...label].slice(0, most - 1).join('')}…`;
}

function fixed(value: number): string {
  return Number(value.toFixed(1)).toString();
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escaped(content: string): string {
  return content.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
