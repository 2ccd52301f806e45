/** One policy, or two side by side, over the same tickets: the numbers that table, JSON and page show. */
import type { Counts, Tally } from './tally.js';

export interface Side {
  /** The name of the file, without what both have in common. */
  name: string;
  hash: string;
  tally: Tally;
}

export interface Comparison {
  /** The policy that is looked at, and the one it is held against. */
  sides: [Side] | [Side, Side];
  /** What the tickets come from. */
  source: string;
  /** The first and the last thing that happened; ISO-8601, null if nothing did. */
  from: string | null;
  to: string | null;
  timeZone: string;
  night: string;
  /** What is not known of the tickets. */
  lacks: string[];
}

export interface Line {
  what: string;
  /** Of each side. */
  values: number[];
}

export interface Part {
  title: string;
  lines: Line[];
}

const TOTALS = [
  ['tickets', 'Tickets'],
  ['escalations', 'Escalations'],
  ['deEscalations', 'De-escalations'],
  ['breaches', 'Breached targets'],
  ['alerts', 'Alerts'],
  ['repeats', 'Alerts that told again'],
  ['alertsAtNight', 'Alerts at night'],
  ['peopleWoken', 'Alerts at night to a person'],
  ['deferred', 'Alerts that waited for hours'],
  ['superseded', 'Alerts that were superseded while they waited'],
  ['held', 'Rules held back'],
  ['closedByThemselves', 'Closed by themselves'],
  ['reopened', 'Reopened'],
] as const satisfies readonly (readonly [keyof Tally, string])[];

const GROUPS = [
  ['escalationsByTier', 'Escalations to'],
  ['escalationsByRule', 'Escalations by rule'],
  ['alertsByRule', 'Alerts by rule'],
  ['alertsByTier', 'Alerts of tickets on'],
  ['alertsByTarget', 'Alerts to'],
  ['breachesByClock', 'Breached targets by clock'],
] as const satisfies readonly (readonly [keyof Tally, string])[];

export type GroupKey = (typeof GROUPS)[number][0];

/** Every number, in the order in which it is told. */
export function partsOf({ sides }: Comparison): Part[] {
  const totals = TOTALS.map(([key, what]) => ({ what, values: sides.map(({ tally }) => tally[key]) }));
  return [
    { title: '', lines: totals },
    ...GROUPS.map(([key, title]) => ({ title, lines: groupOf(sides, key) })),
    { title: 'Escalations by the hour', lines: hoursOf(sides, 'escalationsByHour') },
    { title: 'Alerts by the hour', lines: hoursOf(sides, 'alertsByHour') },
  ].filter(({ lines }) => lines.length > 0);
}

/** Tiers and rules in the order of the policies; targets by how often they are told. */
export function groupOf(sides: readonly Side[], key: GroupKey): Line[] {
  const counts: Counts[] = sides.map(({ tally }) => tally[key]);
  const names = [...new Set(counts.flatMap((one) => Object.keys(one)))];
  const lines = names.map((what) => ({ what, values: counts.map((one) => one[what] ?? 0) }));
  const total = ({ values }: Line) => Math.max(...values);
  return key === 'alertsByTarget' ? lines.sort((a, b) => total(b) - total(a)) : lines;
}

/** Breached targets of the clocks that all sides have: another clock has other targets, and nothing to be held against. */
export function comparableBreaches(sides: readonly Side[]): { clocks: string[]; values: number[]; areAll: boolean } {
  const counts = sides.map(({ tally }) => tally.breachesByClock);
  const all = [...new Set(counts.flatMap((one) => Object.keys(one)))];
  const clocks = all.filter((clock) => counts.every((one) => Object.hasOwn(one, clock)));
  const values = counts.map((one) => clocks.reduce((sum, clock) => sum + one[clock]!, 0));
  return { clocks, values, areAll: clocks.length === all.length };
}

export function hoursOf(sides: readonly Side[], key: 'escalationsByHour' | 'alertsByHour'): Line[] {
  return Array.from({ length: 24 }, (_, hour) => ({
    what: `${String(hour).padStart(2, '0')}:00`,
    values: sides.map(({ tally }) => tally[key][hour]!),
  }));
}

/** `1,234`. */
export function counted(value: number): string {
  return value.toLocaleString('en');
}

/** What is gone is 100 %, and what is hardly there any more is not. */
export function share(now: number, before: number): string {
  const percent = (100 * Math.abs(now - before)) / before;
  const isNearlyAll = now > 0 && now < before && percent >= 99.5;
  return isNearlyAll ? (Math.floor(percent * 10) / 10).toFixed(1) : counted(Math.round(percent));
}

/** `+12 (+8 %)`, `−3`, `=`. */
export function difference([now, before]: readonly number[]): string {
  if (before === undefined || now === undefined) return '';
  const change = now - before;
  if (change === 0) return '=';
  const sign = change > 0 ? '+' : '−';
  const part = before === 0 ? '' : ` (${sign}${share(now, before)} %)`;
  return `${sign}${counted(Math.abs(change))}${part}`;
}
