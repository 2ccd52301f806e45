/** The results as tables, for text and page alike. */
import { millisecondsEach, total, type CpuTimes } from '../cpu.js';
import type { Intake } from '../measures/intake.js';
import type { BySide, Results } from '../run.js';
import { SIDES, TITLES, type SideName } from '../sides/names.js';
import { median } from '../statistics.js';

export interface Row {
  what: string;
  /** In the order of the table's sides; undefined: not measured, or without meaning there. */
  values: (number | undefined)[];
  /** Behind the decimal point. */
  digits: number;
}

export interface ResultTable {
  title: string;
  sides: SideName[];
  rows: Row[];
}

/** All that has been measured; a table whose measure was left out is missing. */
export function tablesOf(results: Results): ResultTable[] {
  const { life, calm, intake, options } = results;
  const throughput = (pick: (of: NonNullable<Results['throughput'][SideName]>[number]) => number) =>
    medians(results.throughput, pick);
  const storm = (pick: (of: NonNullable<Results['storms'][SideName]>[number]) => number) =>
    medians(results.storms, pick);
  const lives = (pick: (of: NonNullable<Results['life'][SideName]>) => number) => mapped(life, pick);
  const calms = (pick: (of: NonNullable<Results['calm'][SideName]>) => number) => mapped(calm, pick);
  const many = (count: number) => count.toLocaleString('en');
  const tables = [
    table('A ticket’s life, opened to resolved', [
      ['events in the history', lives((l) => l.events)],
      ['history, KB', lives((l) => l.kilobytes)],
      ['state transitions', lives((l) => l.stateTransitions)],
      ['Actions of Temporal Cloud', lives((l) => total(l.actions))],
      ...kindsIn(mapped(life, (l) => l.actions)).map((kind): Line => {
        return [`  ${kind}`, lives((l) => l.actions[kind] ?? 0)];
      }),
    ]),
    table('Starts and signals, a second', [
      ['starts, accepted by Temporal', throughput((t) => t.startsAccepted)],
      ['starts, worked off', throughput((t) => t.starts)],
      ['signals, accepted by Temporal', throughput((t) => t.signalsAccepted)],
      ['signals, worked off', throughput((t) => t.signals)],
    ]),
    table('The intake, in a process of its own', [
      ['signals of the client library, accepted a second', ofRung(intake, (i) => i.signals)],
      ['facts by the API, accepted a second', ofRung(intake, (i) => i.facts)],
      ['signed deliveries, accepted a second', ofRung(intake, (i) => i.deliveries)],
      ['facts by signals', ofRung(intake, (i) => i.facts / i.signals), 2],
      ['deliveries by signals', ofRung(intake, (i) => i.deliveries / i.signals), 2],
      ['processor time of the client, ms: a signal', ofRung(intake, (i) => i.cpu.signals.client), 2],
      ['… a fact', ofRung(intake, (i) => i.cpu.facts.client), 2],
      ['… a delivery', ofRung(intake, (i) => i.cpu.deliveries.client), 2],
      ['processor time of the intake, ms: a fact', ofRung(intake, (i) => i.cpu.facts.intake), 2],
      ['… a delivery', ofRung(intake, (i) => i.cpu.deliveries.intake), 2],
      ['answer to a delivery at half that load, p50 ms', ofRung(intake, (i) => i.answered.p50), 1],
      ['answer to a delivery at half that load, p99 ms', ofRung(intake, (i) => i.answered.p99), 1],
    ]),
    table(`Storm: ${many(options.deadlines)} deadlines within a second`, [
      ['transitions a second, everybody told', storm((s) => s.perSecond), 1],
      ['seconds until everybody is told', storm((s) => s.seconds), 1],
      ['lateness of the decision, p50 ms', storm((s) => s.decided.p50)],
      ['lateness of the decision, p99 ms', storm((s) => s.decided.p99)],
      ['lateness of the alert, p50 ms', storm((s) => s.told.p50)],
      ['lateness of the alert, p99 ms', storm((s) => s.told.p99)],
      ['worker memory for each open ticket, KB', storm((s) => s.memoryKb)],
    ]),
    table(
      'Storm: processor time, ms a deadline',
      cpuLines(mapped(results.storms, (all) => millisecondsEach(all.at(-1)!.cpu, options.deadlines))),
    ),
    table(`Calm: ${many(options.calm.open)} open tickets, ${many(options.calm.perSecond)} deadlines a second`, [
      ['lateness of the decision, p50 ms', calms((c) => c.decided.p50)],
      ['lateness of the decision, p90 ms', calms((c) => c.decided.p90)],
      ['lateness of the decision, p99 ms', calms((c) => c.decided.p99)],
      ['lateness of the decision, max ms', calms((c) => c.decided.max)],
      ['lateness of the alert, p50 ms', calms((c) => c.told.p50)],
      ['lateness of the alert, p90 ms', calms((c) => c.told.p90)],
      ['lateness of the alert, p99 ms', calms((c) => c.told.p99)],
      ['lateness of the alert, max ms', calms((c) => c.told.max)],
      ['processor while they come due, ms a second', calms((c) => total(c.busy)), 1],
      ['processor at rest, none of them open, ms a second', calms((c) => total(c.idleEmpty)), 1],
      ['processor at rest, all of them open, ms a second', calms((c) => total(c.idleFull)), 1],
      ['what 1,000 waiting tickets cost, ms a second', calms(costOfWaiting), 2],
      ['audits meanwhile', calms((c) => c.audits?.ended ?? NaN)],
      ['audits that failed', calms((c) => c.audits?.failed ?? NaN)],
    ]),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function ofRung(rounds: readonly Intake[], pick: (of: Intake) => number): BySide<number> {
  return rounds.length === 0 ? {} : { rung: median(rounds.map(pick)) };
}

/** Processor time of a thousand tickets that wait, in milliseconds a second. */
export function costOfWaiting({ open, idleEmpty, idleFull }: NonNullable<Results['calm'][SideName]>): number {
  return (1_000 * (total(idleFull) - total(idleEmpty))) / open;
}

/** What a number of a row is called by: `1,234.5`, `-` for none. */
export function shown(value: number | undefined, digits: number): string {
  return value !== undefined && Number.isFinite(value)
    ? value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '-';
}

/** The heads of a table's columns, the first apart. */
export function headOf({ sides }: ResultTable): string[] {
  const titles = sides.map((side) => TITLES[side]);
  return isCompared(sides) ? [...titles, 'Rung/bare'] : titles;
}

/** What stands under them. */
export function cellsOf({ sides }: ResultTable, { values, digits }: Row): string[] {
  const cells = values.map((value) => shown(value, digits));
  const [bare, rung] = [values[sides.indexOf('bare')], values[sides.indexOf('rung')]];
  if (!isCompared(sides)) return cells;
  return [...cells, shown(bare === undefined || rung === undefined ? undefined : rung / bare, 2)];
}

function isCompared(sides: readonly SideName[]): boolean {
  return sides.includes('bare') && sides.includes('rung');
}

type Line = [what: string, values: BySide<number>, digits?: number];

function table(title: string, lines: Line[]): ResultTable {
  const sides = SIDES.filter((side) => lines.some(([, values]) => values[side] !== undefined));
  if (sides.length === 0) return { title, sides, rows: [] };
  const rows = lines.map(([what, values, digits = 0]) => ({ what, values: sides.map((side) => values[side]), digits }));
  return { title, sides, rows };
}

function cpuLines(times: BySide<CpuTimes>): Line[] {
  const programs = kindsIn(times);
  if (programs.length === 0) return [];
  return [
    ...programs.map((program): Line => [program, mapped(times, (spent) => spent[program] ?? 0), 1]),
    ['in all', mapped(times, total), 1],
  ];
}

/** The programs that are there in every run come first, so that they look the same everywhere. */
const PROGRAMS = ['Temporal', 'worker', 'database', 'client'];

/** Every kind that any side has: programs that are always there, then the others, most first. */
export function kindsIn(bySide: BySide<Record<string, number>>): string[] {
  const sums = new Map<string, number>();
  for (const kinds of Object.values(bySide)) {
    for (const [kind, value] of Object.entries(kinds)) sums.set(kind, (sums.get(kind) ?? 0) + value);
  }
  const others = [...sums].sort(([, a], [, b]) => b - a).map(([kind]) => kind);
  return [...PROGRAMS.filter((name) => sums.has(name)), ...others.filter((kind) => !PROGRAMS.includes(kind))];
}

export function mapped<T, U>(bySide: BySide<T>, change: (of: T) => U): BySide<U> {
  return Object.fromEntries(Object.entries(bySide).map(([side, of]) => [side, change(of)]));
}

function medians<T>(bySide: BySide<T[]>, pick: (of: T) => number): BySide<number> {
  return mapped(bySide, (all) => median(all.map(pick)));
}
