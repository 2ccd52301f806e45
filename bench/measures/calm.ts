/** An ordinary day: many tickets that wait, now and then a deadline. How late is each, and what do the waiting ones cost? */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuTimes } from '../cpu.js';
import type { Audits, DueTicket, Side } from '../sides/side.js';
import type { Spread } from '../statistics.js';
import { waitForGarbage, GARBAGE_MS } from '../worker/process.js';
import { LATER_MS, openAll } from './opening.js';
import { waitFor } from './storm.js';
import { spending, type Surroundings } from './surroundings.js';

export interface CalmPlan {
  /** Tickets that are open, those that come due included. */
  open: number;
  /** Deadlines a second. */
  perSecond: number;
  /** For how long. */
  seconds: number;
  /** Length of an interval in which nothing happens, in seconds. */
  idleSeconds: number;
}

export interface Calm extends CalmPlan {
  deadlines: number;
  /** Milliseconds from a deadline to the decision. */
  decided: Spread;
  /** Milliseconds from a deadline to each alert that was accepted. */
  told: Spread;
  /** Processor time by program while the deadlines came, in milliseconds a second. */
  busy: CpuTimes;
  /** The same while nothing happened, before any of the tickets was open. */
  idleEmpty: CpuTimes;
  /** The same with all of them open. */
  idleFull: CpuTimes;
  /** Undefined where nobody audits. */
  audits?: Audits;
}

/** So many are opened first, to see how fast that goes. */
const FIRST_SHARE = 0.2;
/** Opening many tickets may become slower with each. */
const SLACK = 1.5;
const SECOND = 1_000;

export async function measureCalm(
  side: Side,
  label: string,
  plan: CalmPlan,
  around: Surroundings,
  careful: number,
): Promise<Calm> {
  const { width, random, progress } = around;
  const idle = async (seconds: number): Promise<CpuTimes> => {
    const spent = await spending(side, around);
    progress.part(`nothing for ${Math.round(seconds)} s:`);
    await sleep(seconds * SECOND);
    return aSecond(await spent(0), seconds);
  };
  await side.worker.quiet();
  const idleEmpty = await idle(plan.idleSeconds);

  const deadlines = Math.round(plan.perSecond * plan.seconds);
  const waiting = Math.max(0, plan.open - deadlines);
  const later = Date.now() + LATER_MS;
  const names = Array.from({ length: waiting + deadlines }, (_, i) => `${label}-${i}`);
  const few = names.splice(0, Math.floor(FIRST_SHARE * waiting));
  const began = Date.now();
  await openAll(
    side,
    few.map((ticketId) => ({ ticketId, deadline: later })),
    width,
    progress,
  );
  const each = few.length === 0 ? SECOND : (Date.now() - began) / few.length;

  // Those that come due lie among the others, as they do in life: most have left the worker's cache since.
  const openMs = (SLACK * each * names.length) / careful;
  const first = Date.now() + openMs + GARBAGE_MS + plan.idleSeconds * SECOND + 2 * SECOND;
  const due = Array.from({ length: deadlines }, (): number =>
    Math.floor(first + plan.seconds * SECOND * random.next()),
  );
  const rest = random.shuffled([...due, ...Array.from({ length: names.length - deadlines }, () => later)]);
  const tickets = names.map((ticketId, i): DueTicket => ({ ticketId, deadline: rest[i]! }));
  await openAll(side, tickets, width, progress);
  await side.worker.quiet();
  await waitForGarbage();
  const idleFull = await idle(plan.idleSeconds);

  progress.part('waiting for the first deadline:');
  await waitFor(first);
  const spent = await spending(side, around);
  const already = side.worker.counts.decided;
  progress.part('decisions', deadlines, () => side.worker.counts.decided - already);
  await sleep(first + plan.seconds * SECOND - Date.now());
  const busy = aSecond(await spent(0), plan.seconds);
  const { decided, told } = await side.completed(tickets.filter(({ deadline }) => deadline !== later));
  const audits = await side.audits();
  return { ...plan, deadlines, decided, told, busy, idleEmpty, idleFull, ...(audits && { audits }) };
}

function aSecond(times: CpuTimes, seconds: number): CpuTimes {
  return Object.fromEntries(Object.entries(times).map(([name, spent]) => [name, (SECOND * spent) / seconds]));
}
