/** Which plots a page has, from what was measured. */
import { millisecondsEach } from '../cpu.js';
import type { BySide, Results } from '../run.js';
import { SIDES, TITLES, type SideName } from '../sides/names.js';
import type { Spread } from '../statistics.js';
import { bars, escaped, shares, type Bar, type Series } from './plots.js';
import { kindsIn, mapped, shown } from './tables.js';

export interface Figure {
  title: string;
  /** What one sees. */
  caption: string;
  legend: { name: string; colour: number }[];
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
  const series = SIDES.flatMap((side): Series[] => {
    const percentiles = spreads[side]?.percentiles ?? [];
    if (percentiles.length === 0) return [];
    const points = percentiles.map((x, percent) => ({ x, y: percent / 100 }));
    return [{ name: TITLES[side], colour: SIDES.indexOf(side), points }];
  });
  if (series.length === 0) return undefined;
  return { title, caption, legend: series, svg: shares(series, time) };
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
  const parts = (of: Record<string, number>) =>
    names.map((name, colour) => ({ name, colour: colour % COLOURS, value: of[name] ?? 0 }));
  const drawn = ordered.map(([side, of]): Bar => ({ label: TITLES[side], parts: parts(of) }));
  const legend = names.map((name, colour) => ({ name, colour: colour % COLOURS }));
  return { title, caption, legend, svg: bars(drawn, shownAs) };
}

/** As many as the page has. */
export const COLOURS = 8;

/** `100 ms`, `10 s`, `5 min` */
function time(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toLocaleString('en')} s`;
}

export function figureHtml({ title, caption, legend, svg }: Figure): string {
  const keys = legend.map(
    ({ name, colour }) => `<span><i style="background:var(--c${colour})"></i>${escaped(name)}</span>`,
  );
  return (
    `<figure><h2>${escaped(title)}</h2><div class="legend">${keys.join('')}</div>${svg}` +
    `<figcaption>${escaped(caption)}</figcaption></figure>`
  );
}
