/** A plot of shares: which part of something has been reached by when. */
import { fixed, line, svg, text, WIDTH } from '../../src/cli/page/svg.js';
import { asHtml } from '../../src/reading/html.js';

export interface Curve {
  name: string;
  /** The page's colour of that name. */
  colour: string;
  /** Increasing in x. */
  points: { x: number; y: number }[];
}

const HEIGHT = 300;
const MARGIN = { left: 48, right: 16, top: 10, bottom: 40 };

/** Which share (0 to 1) of something has been reached by x, on a logarithmic axis of milliseconds. @param about what a screen reader says of the whole */
export function shares(curves: readonly Curve[], shownAs: (ms: number) => string, about: string): string {
  const all = curves.flatMap(({ points }) => points.map(({ x }) => Math.max(x, 1)));
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
  const drawn = curves.map(({ name, colour, points }) => {
    const path = points.map((point, i) => `${i === 0 ? 'M' : 'L'}${fixed(x(point.x))} ${fixed(y(point.y))}`).join('');
    return `<path class="curve" style="stroke:var(--${colour})" d="${path}"><title>${asHtml(name)}</title></path>`;
  });
  return svg(HEIGHT, [...grid, ...drawn], about);
}
