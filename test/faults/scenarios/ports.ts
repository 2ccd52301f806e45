/** Fault points at the ports: database, ledger and channels, within the worker. */
import { fileURLToPath } from 'node:url';
import { tooLittle, type Floor, type Span } from '../floor.js';
import type { Finding } from '../ledger/finding.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';
import type { FaultKind } from '../world/fault-kinds.js';
import { NO_WORKER } from '../world/outage.js';
import type { Stage } from '../world/stage.js';

const FAULTY_WORKER = fileURLToPath(new URL('../world/faulty-worker.js', import.meta.url));
const FROM_S = 5;
const FOR_S = 20;
const CHANCE = 0.25;
/** So long it takes until the new worker works, unless the machine is busy. */
const STARTS_S = 8;

/** Replaces the workers by one of whose calls to the ports one in four has this fault, for so many seconds from when it works. */
export async function startFaultyWorker(stage: Stage, kind: FaultKind, forS: number): Promise<void> {
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.terminate()));
    const env = { FAULT_KIND: kind, FAULT_CHANCE: `${CHANCE}`, FAULT_FOR: `${forS * 1000}` };
    await stage.startWorker({ program: FAULTY_WORKER, env });
  });
}

/** Each change of tier is written, and each alert sent, by a call to a port. @param replaced when the workers were, in seconds from the beginning */
export async function tooFewFaults(
  { workers, outages }: Stage,
  floor: Floor,
  kind: FaultKind,
  { replaced, forS }: { replaced: number; forS: number },
): Promise<Finding[]> {
  const faults = (await workers.at(-1)!.written()).split('\n').filter((line) => line === `fault ${kind}`).length;
  const away = outages.find((outage) => outage.what === NO_WORKER)!;
  const from = replaced + (away.to - away.from) / 1000;
  const during: Span = [from, from + forS];
  const calls = floor.transitions(during) + floor.alerts(during);
  return tooLittle(faults, (calls * CHANCE) / 2, 'calls failed');
}

function atPorts(kind: FaultKind, what: string): Scenario {
  return {
    name: `ports-${kind}`,
    what: `one in four calls to database, ledger and channels ${what}, for ${FOR_S} s`,
    pause: [FROM_S, FROM_S + STARTS_S + 5],
    excuses: { duplicates: kind === 'after' || kind === 'timeout' || kind === 'before' },
    fault: async (stage) => {
      await seconds(FROM_S);
      await startFaultyWorker(stage, kind, FOR_S);
      await seconds(FOR_S);
    },
    check: (stage, _evidence, _expectations, floor) =>
      tooFewFaults(stage, floor, kind, { replaced: FROM_S, forS: FOR_S }),
  };
}

export const PORT_SCENARIOS: Scenario[] = [
  atPorts('before', 'fails before anything is done'),
  atPorts('after', 'is done, and the caller sees an error'),
  atPorts('timeout', 'does nothing and does not come back'),
  atPorts('unavailable', 'says that nobody is there'),
  atPorts('rate-limited', 'says that it comes too soon'),
];
