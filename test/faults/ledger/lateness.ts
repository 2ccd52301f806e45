/** Whether wakes came when they were due, or as soon after an outage as they ought to. */
import { NO_WORKER, type Outage } from '../world/outage.js';
import { median } from '../../../bench/statistics.js';
import type { Expectation } from './expectation.js';
import type { Finding } from './finding.js';

/** Timers are whole-second things, and test machines are busy. */
const ON_TIME_MS = 10_000;
/** After an outage has ended. */
const AFTER_OUTAGE_MS = 30_000;

/** For so long Temporal still offers a ticket to the worker that had it last, should that be gone: 10 s since it last asked for work. */
const STICKY_MS = 15_000;

/** For so long a worker may have a workflow task before Temporal gives it to another. */
const TASK_MS = 10_000;

const LOST_TASK = 'a lost task';

/** The latest instant at which something due at `due` may come. */
export function latestFor(due: number, outages: readonly Outage[]): number {
  let latest = due + ON_TIME_MS;
  for (const { what, from, to } of [...outages].sort((a, b) => a.from - b.from)) {
    const lost = what === LOST_TASK;
    if (from <= latest && to >= due) latest = Math.max(latest, to + (lost ? ON_TIME_MS : AFTER_OUTAGE_MS));
    else if (!lost && to < due && due <= to + STICKY_MS) latest = Math.max(latest, due + STICKY_MS + ON_TIME_MS);
  }
  return latest;
}

/** A workflow task that timed out while nothing else was wrong: the server had handed it to nobody. Temporal offers it again then. */
export function lostTasks({ runs }: Pick<Expectation, 'runs'>): Outage[] {
  return runs.flatMap(({ timedOut }) => timedOut.map(({ from, to }) => ({ what: LOST_TASK, from, to })));
}

/** What explains that this ticket was late: the outages of all, and its own. */
export function outagesOf(expected: Expectation, all: readonly Outage[]): Outage[] {
  return [...all.filter(({ ticketId = expected.ticketId }) => ticketId === expected.ticketId), ...lostTasks(expected)];
}

export function compareWakes(expected: Expectation, all: readonly Outage[], now: number): Finding[] {
  const outages = outagesOf(expected, all);
  const late = expected.met.filter(({ due, at }) => at > latestFor(due, outages));
  const findings = late.map(({ due, at }): Finding => {
    return { kind: 'late', what: `${expected.ticketId}: due ${clock(due)}, woke ${clock(at)}` };
  });
  const due = expected.nextWakeAt;
  if (due !== null && now > latestFor(due, outages)) {
    findings.push({ kind: 'lost', what: `${expected.ticketId}: the wake due ${clock(due)} never came` });
  }
  return findings;
}

/** Whether something did not work then, or had just begun to work again. */
export function outageAt(outages: readonly Outage[], at: number): boolean {
  return outages.some(({ from, to }) => from - TASK_MS <= at && at <= to + STICKY_MS);
}

/** How long things took, at most, in milliseconds. */
export interface Times {
  /** From a deadline to its wake, where no outage explains it. */
  late: number;
  /** From an outage's end to the wake of something that was due before, or while Temporal still asked the worker that is gone. */
  overdue: number;
  /** From the return of a worker to the first wake of any ticket. */
  progress: number;
  /** A workflow task, from its start to its completion: half of them took less. A few milliseconds of work: more says that the machine is busy. */
  task: number;
}

export function timesOf(expectations: readonly Expectation[], outages: readonly Outage[]): Times {
  const tasks = expectations.flatMap(({ runs }) => runs.flatMap((run) => run.tasks));
  const times: Times = { late: 0, overdue: 0, progress: 0, task: tasks.length === 0 ? 0 : median(tasks) };
  const met = expectations.flatMap((one) => one.met.map((wake) => ({ ...wake, own: outagesOf(one, outages) })));
  for (const { due, at, own } of met) {
    const ends = own.filter(({ from, to }) => from <= at && to + STICKY_MS >= due).map(({ to }) => to);
    if (ends.length === 0) times.late = Math.max(times.late, at - due);
    else times.overdue = Math.max(times.overdue, at - Math.max(due, ...ends.filter((end) => end <= at)));
  }
  const wakes = expectations.flatMap((expected) => expected.wakes).sort((a, b) => a - b);
  for (const { to } of outages.filter(({ what }) => what === NO_WORKER)) {
    const first = wakes.find((at) => at >= to);
    if (first !== undefined) times.progress = Math.max(times.progress, first - to);
  }
  return times;
}

export function clock(instant: number): string {
  return new Date(instant).toISOString().slice(11, 23);
}
