/** How many deliveries a second the intake accepts, beside bare signals of the client that it uses, and how long an answer takes at half that load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, type IntakeProcess } from '../sides/intake-process.js';
import type { RungSide } from '../sides/rung.js';
import { spreadOf, type Spread } from '../statistics.js';
import { inParallel } from '../waiting.js';
import { millisecondsEach, type CpuTimes } from '../cpu.js';
import { LATER_MS, openAll } from './opening.js';
import { spending, type Surroundings } from './surroundings.js';
import type { ThroughputPlan } from './throughput.js';

/** Requests of each kind before anything is measured. An intake serves for weeks: what it compiles in its first seconds is not its pace. */
const WARM_UP = 3_000;
/** For how long the answers are looked at. */
const HALF_MS = 10_000;

/** What is measured: signals of the client library alone, facts by the API, signed deliveries. */
type Way = 'signals' | 'facts' | 'deliveries';

export interface Intake {
  /** Accepted by Temporal, a second, from the client library alone. */
  signals: number;
  /** Accepted, a second: by the API, and as signed deliveries. */
  facts: number;
  deliveries: number;
  /** Milliseconds until a signed delivery is answered, at half the rate above. */
  answered: Spread;
  /** What one takes of whoever sends it and of the intake. */
  cpu: Record<Way, Cpu>;
}

/** Milliseconds of processor time. */
interface Cpu {
  /** Of this process, which sends. */
  client: number;
  intake: number;
}

export async function measureIntake(
  side: RungSide,
  label: string,
  { tickets, signals }: ThroughputPlan,
  around: Surroundings,
): Promise<Intake> {
  const { width, random, progress, names } = around;
  const ids = Array.from({ length: tickets }, (_, i) => `${DESK}${label}-${i}`);
  const deadline = Date.now() + LATER_MS;
  await openAll(
    side,
    ids.map((ticketId) => ({ ticketId, deadline })),
    width,
    progress,
  );
  progress.part('intake, starting:');
  const intake = await side.startIntake(width);
  try {
    const ways: Record<Way, (id: string) => Promise<void>> = {
      signals: (id: string) => side.tell(id),
      facts: (id: string) => intake.fact(id),
      deliveries: (id: string) => intake.delivery(id),
    };
    const found = { signals: NaN, facts: NaN, deliveries: NaN };
    const none = { client: NaN, intake: NaN };
    const cpu = { signals: none, facts: none, deliveries: none };
    const called = new Map([...names, [intake.pid, 'intake'] as const]);
    for (const [name, way] of Object.entries(ways)) {
      progress.part(`intake, warming up, ${name}`);
      const order = Array.from({ length: Math.ceil(WARM_UP / ids.length) }, () => random.shuffled(ids)).flat();
      await inParallel(order, width, way);
      await side.worker.quiet();
    }
    for (const name of random.shuffled(Object.keys(ways) as Way[])) {
      await side.worker.quiet();
      const order = Array.from({ length: signals }, () => random.shuffled(ids)).flat();
      const last = side.worker.counts.heard + order.length;
      let sent = 0;
      progress.part(`intake, ${name}`, order.length, () => sent);
      const spent = await spending(side, { names: called });
      const began = performance.now();
      await inParallel(order, width, async (id) => {
        await ways[name](id);
        sent++;
      });
      found[name] = (1_000 * order.length) / (performance.now() - began);
      cpu[name] = each(await spent(0), order.length);
      const { heard } = side.worker.counts;
      progress.part(`intake, ${name} worked off`, last - heard, () => side.worker.counts.heard - heard);
    }
    await side.worker.quiet();
    progress.part('intake, answers at half the load');
    return { ...found, cpu, answered: spreadOf(await answers(intake, random.shuffled(ids), found.deliveries / 2)) };
  } finally {
    await intake.stop();
  }
}

function each(times: CpuTimes, count: number): Cpu {
  const { client = NaN, intake = NaN } = millisecondsEach(times, count);
  return { client, intake };
}

/** Deliveries at a steady rate, whether those before have been answered or not: a slow answer does not make the next one wait. */
async function answers(intake: IntakeProcess, ids: readonly string[], perSecond: number): Promise<number[]> {
  const took: number[] = [];
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let nth = 0; ; nth++) {
    const due = began + (1_000 * nth) / perSecond;
    if (due - began > HALF_MS) break;
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    under.push(intake.delivery(ids[nth % ids.length]!).then(() => void took.push(performance.now() - due)));
  }
  await Promise.all(under);
  return took;
}
