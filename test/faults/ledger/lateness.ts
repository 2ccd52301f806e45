/** Whether wakes came when they were due, or as soon after an outage as they ought to. */
import type { Outage } from '../world/stage.js';
import type { Expectation } from './expectation.js';
import type { Finding } from './finding.js';

/** Timers are whole-second things, and test machines are busy. */
const ON_TIME_MS = 10_000;
/** After an outage has ended. */
const AFTER_OUTAGE_MS = 30_000;

/** For so long Temporal still offers a ticket to the worker that had it last, should that be gone. */
const STICKY_MS = 10_000;

/** The latest instant at which something due at `due` may come. */
export function latestFor(due: number, outages: readonly Outage[]): number {
  let latest = due + ON_TIME_MS;
  for (const { from, to } of [...outages].sort((a, b) => a.from - b.from)) {
    if (from <= latest && to >= due) latest = Math.max(latest, to + AFTER_OUTAGE_MS);
    else if (to < due && due <= to + STICKY_MS) latest = Math.max(latest, due + STICKY_MS + ON_TIME_MS);
  }
  return latest;
}

export function compareWakes(expected: Expectation, outages: readonly Outage[], now: number): Finding[] {
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

/** The longest that anything was overdue when nothing was out of order, or since an outage's end; in milliseconds. */
export function longestDelay(expectations: readonly Expectation[], outages: readonly Outage[]): number {
  const delays = expectations.flatMap(({ met }) =>
    met.map(({ due, at }) => {
      const ended = outages.filter(({ from, to }) => from <= at && to >= due && to <= at).map(({ to }) => to);
      return at - Math.max(due, ...ended);
    }),
  );
  return Math.max(0, ...delays);
}

/** The longest time from an outage's end to the first wake of any ticket that had something due by then. */
export function longestRecovery(expectations: readonly Expectation[], outages: readonly Outage[]): number {
  const recoveries = outages.flatMap(({ from, to }) => {
    const overdue = expectations.flatMap(({ met }) =>
      met.filter(({ due, at }) => due >= from && due <= to && at >= to),
    );
    return overdue.length > 0 ? [Math.min(...overdue.map(({ at }) => at)) - to] : [];
  });
  return Math.max(0, ...recoveries);
}

function clock(instant: number): string {
  return new Date(instant).toISOString().slice(11, 23);
}
