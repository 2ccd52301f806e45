/** A plot of lying bars, one below the other, alone or in groups. */
import { line, rect, svg, text, WIDTH } from './svg.js';

/** A piece of a bar. */
export interface BarPart {
  name: string;
  /** The page's colour of that name. */
  colour: string;
  value: number;
}

/** Bars that belong together. */
export interface Group {
  label: string;
  /** Each in parts that add up. */
  bars: readonly (readonly BarPart[])[];
}

const FONT_WIDTH = 7.6;
/** Room for a number behind a bar. */
const NUMBER = 84;
/** What is there at all can be seen. */
const LEAST = 1.5;

/** @param about what a screen reader says of the whole */
export function bars(groups: readonly Group[], shownAs: (value: number) => string, about: string): string {
  const labels = Math.min(250, 24 + Math.ceil(FONT_WIDTH * Math.max(...groups.map(({ label }) => label.length))));
  const most = Math.max(...groups.flatMap((group) => group.bars.map(sum)), Number.MIN_VALUE);
  const room = WIDTH - labels - NUMBER;
  const each = Math.max(...groups.map((group) => group.bars.length));
  const thickness = each > 1 ? 12 : 18;
  const pitch = each * (thickness + 2) + 14;
  const rows = groups.map(({ label, bars: all }, row) => {
    const top = row * pitch + 6;
    const drawn = all.map((parts, i) => {
      const y = top + i * (thickness + 2);
      const isLast = i === all.length - 1;
      let x = labels;
      const rects = parts
        .filter(({ value }) => value > 0)
        .map(({ name, colour, value }) => {
          const isWhole = parts.length === 1;
          const width = Math.max(isWhole ? LEAST : 0, (room * value) / most);
          const area = { x, y, width, height: thickness, round: isWhole ? 2 : 0 };
          x += width;
          return rect(area, colour, `${label}, ${name}: ${shownAs(value)}`);
        });
      const total = sum(parts);
      return [
        ...rects,
        text(x + 7, y + thickness / 2 + 4, shownAs(total), 'start', total > 0 && isLast ? 'value' : 'tick'),
      ].join('');
    });
    const middle = top + (all.length * (thickness + 2)) / 2;
    return text(labels - 10, middle + 3, shortened(label, labels), 'end', 'label', label) + drawn.join('');
  });
  return svg(groups.length * pitch + 2, [line(labels, 0, labels, groups.length * pitch), ...rows], about);
}

function sum(parts: readonly BarPart[]): number {
  return parts.reduce((total, { value }) => total + value, 0);
}

function shortened(label: string, width: number): string {
  const most = Math.floor((width - 20) / FONT_WIDTH);
  return [...label].length <= most ? label : `${[...label].slice(0, most - 1).join('')}…`;
}
