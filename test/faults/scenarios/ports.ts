/** Fault points at the ports: database, ledger and channels, within the worker. */
import { fileURLToPath } from 'node:url';
import type { Finding } from '../ledger/finding.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';
import type { FaultKind } from '../world/fault-kinds.js';
import { NO_WORKER } from '../world/outage.js';
import type { Stage } from '../world/stage.js';

const FAULTY_WORKER = fileURLToPath(new URL('../world/faulty-worker.js', import.meta.url));
const FOR_S = 20;

/** Replaces the workers by one of whose calls to the ports one in four has this fault, for so many seconds. */
export async function startFaultyWorker(stage: Stage, kind: FaultKind, forS: number): Promise<void> {
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.terminate()));
    const env = { FAULT_KIND: kind, FAULT_CHANCE: '0.25', FAULT_UNTIL: `${Date.now() + forS * 1000}` };
    await stage.startWorker({ program: FAULTY_WORKER, env });
  });
}

export async function tooFewFaults({ workers }: Stage, kind: FaultKind): Promise<Finding[]> {
  const faults = (await workers.at(-1)!.written()).split('\n').filter((line) => line === `fault ${kind}`).length;
  return faults >= 20 ? [] : [{ kind: 'too little', what: `${faults} calls failed` }];
}

function atPorts(kind: FaultKind, what: string): Scenario {
  return {
    name: `ports-${kind}`,
    what: `one in four calls to database, ledger and channels ${what}, for ${FOR_S} s`,
    excuses: { duplicates: kind === 'after' || kind === 'timeout' || kind === 'before' },
    fault: async (stage) => {
      await seconds(5);
      await startFaultyWorker(stage, kind, FOR_S);
      await seconds(FOR_S);
    },
    check: (stage) => tooFewFaults(stage, kind),
  };
}

export const PORT_SCENARIOS: Scenario[] = [
  atPorts('before', 'fails before anything is done'),
  atPorts('after', 'is done, and the caller sees an error'),
  atPorts('timeout', 'does nothing and does not come back'),
  atPorts('unavailable', 'says that nobody is there'),
  atPorts('rate-limited', 'says that it comes too soon'),
];
