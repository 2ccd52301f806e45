/** How many tickets a second can be opened, and how many signals a second they hear. */
import { shuffled } from './random.js';
import type { Side } from './side.js';
import { inParallel } from './waiting.js';

/** Each is a rate a second. */
export interface Throughput {
  /** Starts that Temporal has accepted. */
  startsAccepted: number;
  /** Starts that are worked off: watched and, with Rung, in the database. */
  starts: number;
  /** Signals that Temporal has accepted. */
  signalsAccepted: number;
  /** Signals that are worked off: acted on and, with Rung, in the database. */
  signals: number;
}

/** Deadlines that no bench lives to see. */
const LATER_MS = 12 * 3_600_000;

export interface ThroughputSize {
  tickets: number;
  signals: number;
  width: number;
}

export async function measureThroughput(
  side: Side,
  label: string,
  { tickets, signals, width }: ThroughputSize,
  random: () => number,
): Promise<Throughput> {
  const ids = Array.from({ length: tickets }, (_, i) => `${label}-${i}`);
  const deadline = Date.now() + LATER_MS;
  const starts = await rates(
    tickets,
    () => inParallel(ids, width, (id) => side.open(id, deadline)),
    () => side.opened(),
  );
  const order = Array.from({ length: signals }, () => shuffled(ids, random)).flat();
  const heard = await rates(
    order.length,
    () => inParallel(order, width, (id) => side.tell(id)),
    () => side.heard(),
  );
  return {
    startsAccepted: starts.accepted,
    starts: starts.workedOff,
    signalsAccepted: heard.accepted,
    signals: heard.workedOff,
  };
}

async function rates(count: number, send: () => Promise<void>, workedOff: () => Promise<void>) {
  const began = performance.now();
  await send();
  const accepted = performance.now();
  await workedOff();
  const done = performance.now();
  return { accepted: (1_000 * count) / (accepted - began), workedOff: (1_000 * count) / (done - began) };
}
