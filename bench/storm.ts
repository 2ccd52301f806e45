/** Many deadlines within one second: how soon all that they ask for is done, and how late each is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuBetween, cpuTimes, type CpuTimes } from './cpu.js';
import type { Side, StormTicket } from './side.js';
import type { Spread } from './statistics.js';
import { inParallel } from './waiting.js';
import { settle, SETTLE_MS } from './worker-process.js';

export interface Storm {
  deadlines: number;
  /** Seconds from the first deadline until the last thing was done. */
  seconds: number;
  /** Deadlines a second, all that follows from them included. */
  perSecond: number;
  /** Milliseconds from a deadline to the decision. */
  decided: Spread;
  /** Milliseconds from a deadline to what follows from it. */
  done: Spread;
  /** Resident memory of the worker for each open ticket, in KB. */
  memoryKb: number;
  /** Processor time of the storm by program, in seconds. */
  cpu: CpuTimes;
  /** Warnings and errors that the worker logged. */
  complaints: number;
}

/** The tickets were not all open when the storm began: it says nothing. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

const SECOND = 1_000;
/** Spare time between the last ticket's opening and the first deadline, beside the time for settling. */
const SPARE_MS = 2_000;

/** Opening many tickets may be slower than opening a few. */
const SLACK = 1.4;

export interface StormPlan {
  deadlines: number;
  width: number;
  /** Starts a second that can be counted on. */
  startsPerSecond: number;
  /** Names of the servers' processes, by their ids. */
  names: ReadonlyMap<number, string>;
}

export async function measureStorm(
  side: Side,
  label: string,
  { deadlines, width, startsPerSecond, names }: StormPlan,
  random: () => number,
): Promise<Storm> {
  const empty = await side.worker.memory();
  const first = Date.now() + SLACK * SECOND * (deadlines / startsPerSecond) + SETTLE_MS + SPARE_MS;
  const tickets = Array.from({ length: deadlines }, (_, i): StormTicket => {
    return { ticketId: `${label}-${i}`, deadline: Math.floor(first + SECOND * random()) };
  });
  await inParallel(tickets, width, ({ ticketId, deadline }) => side.open(ticketId, deadline));
  await side.opened();
  await settle();
  const full = await side.worker.memory();
  const spare = first - Date.now();
  if (spare < 0)
    throw new TooSlowError(`${deadlines} tickets took ${-spare} ms too long to open; the storm says nothing`);
  await sleep(spare - 50);

  const called = new Map([...names, [process.pid, 'client'] as const, [side.worker.pid, 'worker'] as const]);
  const before = await cpuTimes(called);
  const { doneAt, decided, done } = await side.settled(tickets);
  const cpu = cpuBetween(before, await cpuTimes(called));
  const seconds = (doneAt - first) / SECOND;
  return {
    deadlines,
    seconds,
    perSecond: deadlines / seconds,
    decided,
    done,
    memoryKb: (full - empty) / 1024 / deadlines,
    cpu,
    complaints: side.worker.counts.complaints,
  };
}
