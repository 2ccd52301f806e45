/** Which plots a page has, from what was measured. */
import { bars, type Group } from '../../src/cli/page/bars.js';
import type { LegendEntry } from '../../src/cli/page/page.js';
import { millisecondsEach } from '../cpu.js';
import type { BySide, Results } from '../run.js';
import { SIDES, TITLES, type SideName } from '../sides/names.js';
import type { Spread } from '../statistics.js';
import { shares, type Curve } from './curves.js';
import { kindsIn, mapped, shown } from './tables.js';

export interface Figure {
  title: string;
  /** What one sees. */
  caption: string;
  legend: LegendEntry[];
  svg: string;
}

export function figuresOf({ life, storms, calm, options }: Results): Figure[] {
  const storm = mapped(storms, (all) => all.at(-1)!);
  const many = (count: number) => count.toLocaleString('en');
  return [
    curves(
      `Calm: how late the alert is`,
      `${many(options.calm.open)} open tickets, ${options.calm.perSecond} deadlines a second: the share of alerts that were accepted by then. Temporal’s timers ring on whole seconds.`,
      mapped(calm, ({ told }) => told),
    ),
    curves(
      `Storm: how late the alert is`,
      `${many(options.deadlines)} deadlines within one second: the share of alerts that were accepted by then.`,
      mapped(storm, ({ told }) => told),
    ),
    stacked(
      'Storm: transitions a second',
      `Until the last alert of ${many(options.deadlines)} deadlines was accepted; with the bare workflow, until its last activity ran.`,
      mapped(storm, ({ perSecond }) => ({ 'transitions a second': perSecond })),
      (value) => shown(value, 1),
    ),
    stacked(
      'Storm: processor time of a deadline',
      'Milliseconds for each deadline, everything that follows from it included.',
      mapped(storm, ({ cpu, deadlines }) => millisecondsEach(cpu, deadlines)),
      (value) => `${shown(value, 1)} ms`,
    ),
    stacked(
      'At rest: processor time with all tickets open',
      `Milliseconds a second while ${many(options.calm.open)} tickets wait and nothing happens.`,
      mapped(calm, ({ idleFull }) => idleFull),
      (value) => `${shown(value, 1)} ms`,
    ),
    stacked(
      'Temporal Cloud: Actions in a ticket’s life',
      'Opened, ten replies, escalated twice, resolved: what Temporal Cloud would count. The bare workflow does not escalate.',
      mapped(life, ({ actions }) => actions),
      (value) => shown(value, 0),
    ),
  ].filter((figure) => figure !== undefined);
}

function curves(title: string, caption: string, spreads: BySide<Spread>): Figure | undefined {
  const all = SIDES.flatMap((side): Curve[] => {
    const percentiles = spreads[side]?.percentiles ?? [];
    if (percentiles.length === 0) return [];
    const points = percentiles.map((x, percent) => ({ x, y: percent / 100 }));
    return [{ name: TITLES[side], colour: colourOf(SIDES.indexOf(side)), points }];
  });
  if (all.length === 0) return undefined;
  return { title, caption, legend: all, svg: shares(all, time, title) };
}

function stacked(
  title: string,
  caption: string,
  kinds: BySide<Record<string, number>>,
  shownAs: (value: number) => string,
): Figure | undefined {
  const names = kindsIn(kinds);
  if (names.length === 0) return undefined;
  const all = Object.entries(kinds) as [SideName, Record<string, number>][];
  const ordered = all.sort(([a], [b]) => SIDES.indexOf(a) - SIDES.indexOf(b));
  const legend = names.map((name, nth) => ({ name, colour: colourOf(nth) }));
  const drawn = ordered.map(([side, of]): Group => {
    return { label: TITLES[side], bars: [legend.map((part) => ({ ...part, value: of[part.name] ?? 0 }))] };
  });
  return { title, caption, legend, svg: bars(drawn, shownAs, title) };
}

/** As many as the page has. */
const COLOURS = 8;

function colourOf(nth: number): string {
  return `c${nth % COLOURS}`;
}

/** `100 ms`, `10 s`, `5 min` */
function time(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toLocaleString('en')} s`;
}
