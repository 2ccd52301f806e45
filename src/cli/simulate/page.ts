/** A comparison as one page: what would change, at a glance, in plots, and in every number. */
import { bars } from '../page/bars.js';
import { figure, legend, page, table } from '../page/page.js';
import {
  counted,
  difference,
  groupOf,
  hoursOf,
  partsOf,
  type Comparison,
  type GroupKey,
  type Line,
} from './comparison.js';
import { headlineOf } from './headline.js';
import { hours, type Values, type Series } from './hours.js';
import { readNight } from './local-time.js';
import { DOWN } from './tally.js';
import { aboutOf } from './text.js';
import { tilesOf } from './tiles.js';

/** As many bars as one looks at; the rest is in the table. */
const BARS = 10;

export function comparisonPage(comparison: Comparison): string {
  const [now, before] = comparison.sides;
  const [about] = aboutOf(comparison);
  return page({
    title: `Rung: ${before ? `${now.name} instead of ${before.name}` : now.name}`,
    heading: headlineOf(comparison),
    about: `${about!}.`,
    warnings: comparison.lacks,
    tiles: tilesOf(comparison),
    legend: legendOf(comparison),
    figures: figuresOf(comparison),
    tables: partsOf(comparison).map(({ title, lines }) => tableOf(comparison, title, lines)),
    footer: 'Simulated by rung with the decisions that production would take. Nothing was changed and nobody was told.',
  });
}

/** What was there before comes first. */
function inOrder({ sides }: Comparison): { series: Series[]; values: (line: Line) => number[] } {
  const [now, before] = sides;
  const series = [...(before ? [{ name: before.name, colour: 'before' }] : []), { name: now.name, colour: 'now' }];
  return { series, values: ({ values }) => values.toReversed() };
}

function legendOf(comparison: Comparison): string {
  const { series } = inOrder(comparison);
  const hashes = comparison.sides.map(({ hash }) => hash).toReversed();
  return legend(series.map((one, i) => ({ ...one, note: hashes[i]! })));
}

function figuresOf(comparison: Comparison): string[] {
  const { series, values } = inOrder(comparison);
  const night = readNight(comparison.night);
  const byHour = hoursOf(comparison.sides, 'alertsByHour').map((line) => ({ label: line.what, values: values(line) }));
  const plot = (key: GroupKey, title: string, caption: string) => {
    const lines = groupOf(comparison.sides, key).filter((line) => line.values.some((value) => value > 0));
    const all = lines.map((line): Values => ({ label: line.what, values: values(line) }));
    const groups = mostOf(all, key);
    if (groups.length === 0) return '';
    const rest = all.length - groups.length;
    const more = rest === 0 ? '' : ` ${rest === 1 ? 'One more is' : `${rest} more are`} in the table below.`;
    const drawn = groups.map((group) => ({
      label: group.label,
      bars: group.values.map((value, i) => [{ ...series[i]!, value }]),
    }));
    return figure(title, bars(drawn, counted, inWords(title, groups, series)), caption + more);
  };
  return [
    figure(
      'Alerts by the hour of the day',
      hours(byHour, series, (hour) => night.has(hour * 60), inWords('Alerts by the hour of the day', byHour, series)),
      `Hours of ${comparison.timeZone}; the night, ${comparison.night}, is shaded.`,
    ),
    plot('escalationsByTier', 'Escalations by tier', 'How often tickets climbed to each tier.'),
    plot('escalationsByRule', 'Escalations by rule', 'Which rules made them climb.'),
    plot('breachesByClock', 'Breached targets', 'By the clock that ran out, once for each cycle of it.'),
    plot('alertsByRule', 'Alerts by rule', `${DOWN}: telling those who give a ticket up, and those who get it.`),
    plot('alertsByTarget', 'Alerts by who is told', 'People by name, channels and lists by theirs.'),
  ].filter((one) => one !== '');
}

/** The largest, in the order in which they are. */
function mostOf(groups: readonly Values[], key: GroupKey): Values[] {
  const total = ({ values }: Values) => Math.max(...values);
  const least = groups.map(total).sort((a, b) => b - a)[BARS - 1] ?? 0;
  const most = groups.filter((group) => total(group) >= least).slice(0, BARS);
  return key === 'escalationsByTier' ? most.toReversed() : most;
}

/** For who cannot see the plot. */
function inWords(title: string, groups: readonly Values[], series: readonly Series[]): string {
  const words = groups.map(({ label, values }) => {
    return `${label}: ${values.map((value, i) => (series.length > 1 ? `${series[i]!.name} ${counted(value)}` : counted(value))).join(', ')}`;
  });
  return `${title}. ${words.join('; ')}`;
}

function tableOf({ sides }: Comparison, caption: string, lines: readonly Line[]): string {
  const isTwo = sides.length > 1;
  return table({
    caption: caption || 'Totals',
    heads: [...sides.map(({ name }) => name), ...(isTwo ? ['Difference'] : [])],
    rows: lines.map(({ what, values }) => {
      return { what, cells: [...values.map(counted), ...(isTwo ? [difference(values)] : [])] };
    }),
  });
}
