/** How many tickets a second can be opened, and how many signals a second they hear. */
import type { Side } from '../sides/side.js';
import { inParallel } from '../waiting.js';
import { LATER_MS } from './opening.js';
import type { Surroundings } from './surroundings.js';

/** Each is a rate a second. */
export interface Throughput {
  /** Starts that Temporal has accepted. */
  startsAccepted: number;
  /** Starts that are worked off: watched and, where there is a database, in it. */
  starts: number;
  /** Signals that Temporal has accepted. */
  signalsAccepted: number;
  /** Signals that are worked off: their handler has run, and what it asked for has been done. */
  signals: number;
}

export interface ThroughputPlan {
  tickets: number;
  signals: number;
}

export async function measureThroughput(
  side: Side,
  label: string,
  { tickets, signals }: ThroughputPlan,
  around: Surroundings,
): Promise<Throughput> {
  const { width, random, progress } = around;
  const deadline = Date.now() + LATER_MS;
  const ids = Array.from({ length: tickets }, (_, i) => `${label}-${i}`);
  const already = side.watched;
  progress.part('starts', tickets, () => side.watched - already);
  const starts = await rates(
    tickets,
    () => inParallel(ids, width, (id) => side.open(id, deadline)),
    async () => {
      await side.opened();
      return Date.now();
    },
  );
  const order = Array.from({ length: signals }, () => random.shuffled(ids)).flat();
  const heardBefore = side.worker.counts.heard;
  progress.part('signals', order.length, () => side.worker.counts.heard - heardBefore);
  const heard = await rates(
    order.length,
    () => inParallel(order, width, (id) => side.tell(id)),
    async () => {
      await side.heard();
      return side.worker.quiet();
    },
  );
  return {
    startsAccepted: starts.accepted,
    starts: starts.workedOff,
    signalsAccepted: heard.accepted,
    signals: heard.workedOff,
  };
}

/** @param workedOff resolves with the instant at which all was */
async function rates(count: number, send: () => Promise<void>, workedOff: () => Promise<number>) {
  const began = Date.now();
  await send();
  const accepted = Date.now();
  const done = await workedOff();
  return { accepted: (1_000 * count) / (accepted - began), workedOff: (1_000 * count) / (done - began) };
}
