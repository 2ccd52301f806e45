/** How many deliveries a second the intake accepts, beside bare signals of the client that it uses, and how long an answer takes at half that load. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DESK, type IntakeProcess } from '../sides/intake-process.js';
import type { RungSide } from '../sides/rung.js';
import { spreadOf, type Spread } from '../statistics.js';
import { inParallel } from '../waiting.js';
import type { Surroundings } from './surroundings.js';
import type { ThroughputPlan } from './throughput.js';

/** Requests of each kind before anything is measured. An intake serves for weeks: what it compiles in its first seconds is not its pace. */
const WARM_UP = 3_000;
/** For how long the answers are looked at. */
const HALF_MS = 10_000;

export interface Intake {
  /** Accepted by Temporal, a second, from the client library alone. */
  signals: number;
  /** Accepted, a second: by the API, and as signed deliveries. */
  facts: number;
  deliveries: number;
  /** Milliseconds until a signed delivery is answered, at half the rate above. */
  answered: Spread;
}

export async function measureIntake(
  side: RungSide,
  label: string,
  { tickets, signals }: ThroughputPlan,
  around: Surroundings,
): Promise<Intake> {
  const { width, random, progress } = around;
  const ids = Array.from({ length: tickets }, (_, i) => `${DESK}${label}-${i}`);
  await inParallel(ids, width, (id) => side.open(id, Date.now() + 86_400_000));
  await side.opened();
  const intake = await side.startIntake(width);
  try {
    const ways = {
      signals: (id: string) => side.tell(id),
      facts: (id: string) => intake.fact(id),
      deliveries: (id: string) => intake.delivery(id),
    };
    const found = { signals: NaN, facts: NaN, deliveries: NaN };
    for (const [name, way] of Object.entries(ways)) {
      progress.part(`intake, warming up, ${name}`);
      const order = Array.from({ length: Math.ceil(WARM_UP / ids.length) }, () => random.shuffled(ids)).flat();
      await inParallel(order, width, way);
      await side.worker.quiet();
    }
    for (const name of random.shuffled(Object.keys(ways) as (keyof typeof ways)[])) {
      await side.worker.quiet();
      const order = Array.from({ length: signals }, () => random.shuffled(ids)).flat();
      let sent = 0;
      progress.part(`intake, ${name}`, order.length, () => sent);
      const began = performance.now();
      await inParallel(order, width, async (id) => {
        await ways[name](id);
        sent++;
      });
      found[name] = (1_000 * order.length) / (performance.now() - began);
    }
    await side.worker.quiet();
    progress.part('intake, answers at half the load');
    return { ...found, answered: spreadOf(await answers(intake, random.shuffled(ids), found.deliveries / 2)) };
  } finally {
    await intake.stop();
  }
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
