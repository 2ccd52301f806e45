/** Many deadlines within one second: how soon all that they ask for is done, and how late each is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuTimes } from '../cpu.js';
import type { DueTicket, Side } from '../sides/side.js';
import type { Spread } from '../statistics.js';
import { waitForGarbage, GARBAGE_MS } from '../worker/process.js';
import { openAll } from './opening.js';
import { spending, type Surroundings } from './surroundings.js';

export interface Storm {
  deadlines: number;
  /** Seconds from the first deadline until the last thing was done. */
  seconds: number;
  /** Deadlines a second, all that follows from them included. */
  perSecond: number;
  /** Milliseconds from a deadline to the decision. */
  decided: Spread;
  /** Milliseconds from a deadline to each alert that was accepted. */
  told: Spread;
  /** Resident memory of the worker for each open ticket, in KB. */
  memoryKb: number;
  /** Processor time of the storm by program, in seconds. */
  cpu: CpuTimes;
}

/** The tickets were not all open when the first deadline came: the measure says nothing. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

const SECOND = 1_000;
/** Spare time between the last ticket's opening and the first deadline, beside the time for garbage. */
const SPARE_MS = 2_000;

/** Opening many tickets may be slower than opening a few. */
const SLACK = 1.4;

export interface StormPlan {
  deadlines: number;
  /** Starts a second that can be counted on. */
  startsPerSecond: number;
}

export async function measureStorm(
  side: Side,
  label: string,
  { deadlines, startsPerSecond }: StormPlan,
  around: Surroundings,
): Promise<Storm> {
  const { width, random, progress } = around;
  const empty = await side.worker.memory();
  const first = Date.now() + SLACK * SECOND * (deadlines / startsPerSecond) + GARBAGE_MS + SPARE_MS;
  const tickets = Array.from({ length: deadlines }, (_, i): DueTicket => {
    return { ticketId: `${label}-${i}`, deadline: Math.floor(first + SECOND * random.next()) };
  });
  await openAll(side, tickets, width, progress);
  await waitForGarbage();
  const full = await side.worker.memory();
  progress.part('waiting for the first deadline:');
  await waitFor(first);

  const spent = await spending(side, around);
  const already = side.worker.counts.told;
  progress.part('alerts', side.alerts * deadlines, () => side.worker.counts.told - already);
  const { doneAt, decided, told } = await side.completed(tickets);
  const cpu = await spent();
  const seconds = (doneAt - first) / SECOND;
  return {
    deadlines,
    seconds,
    perSecond: deadlines / seconds,
    decided,
    told,
    memoryKb: (full - empty) / 1024 / deadlines,
    cpu,
  };
}

/** @throws TooSlowError when it is past already */
export async function waitFor(first: number): Promise<void> {
  const spare = first - Date.now();
  if (spare < 0) throw new TooSlowError(`the tickets took ${-spare} ms too long to open; the measure says nothing`);
  await sleep(spare - 50);
}
