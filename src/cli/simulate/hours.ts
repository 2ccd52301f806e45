/** A plot of the hours of the day: standing bars side by side for each. */
import { fixed, line, rect, svg, text, WIDTH } from '../page/svg.js';
import { counted } from './comparison.js';

export interface Series {
  name: string;
  /** The page's colour of that name. */
  colour: string;
}

/** One of each series. */
export interface Values {
  label: string;
  values: readonly number[];
}

const HEIGHT = 270;
const MARGIN = { left: 46, right: 8, top: 14, bottom: 34 };

/** @param isNight whether an hour is shaded @param about what a screen reader says of the whole */
export function hours(
  all: readonly Values[],
  series: readonly Series[],
  isNight: (hour: number) => boolean,
  about: string,
): string {
  const top = ceiling(Math.max(4, ...all.flatMap(({ values }) => values)));
  const floor = HEIGHT - MARGIN.bottom;
  const slot = (WIDTH - MARGIN.left - MARGIN.right) / all.length;
  const y = (value: number) => floor - ((floor - MARGIN.top) * value) / top;
  const shades = all.flatMap((_hour, hour) =>
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
  const columns = all.map(({ label, values }, hour) => {
    const left = MARGIN.left + hour * slot + 2;
    const drawn = values.map((value, i) => {
      if (value === 0) return '';
      const height = Math.max(1.5, floor - y(value));
      const area = { x: left + i * width, y: floor - height, width: width - 0.8, height, round: 1.5 };
      return rect(area, series[i]!.colour, `${label}, ${series[i]!.name}: ${counted(value)}`);
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
