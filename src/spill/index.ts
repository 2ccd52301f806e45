/** Facts that were accepted while Temporal could not take them: kept in the database, and told by a schedule. */
import { heartbeat, log } from '@temporalio/activity';
import type { Rung } from '../client/rung.js';
import { retryably } from '../delivery/retry.js';
import type { SpillStore } from '../store/intake-port.js';
import { drain, type Drained } from './drain.js';

export { Acceptance, type Accepted } from './keep.js';
export { drainNow, ensureDraining } from './schedule.js';

export interface DrainDeps {
  /** With the policy for new tickets as it is now: a ticket may have to be opened. */
  rung(): Promise<Rung>;
  spill: SpillStore;
}

export type DrainActivities = ReturnType<typeof createDrainActivities>;

export function createDrainActivities({ rung, spill }: DrainDeps) {
  const drained = async () =>
    drain({ rung: await rung(), spill, alive: heartbeat, warn: (message, about) => log.warn(message, about) });
  return {
    /** Tells what was kept. May be repeated; fails when Temporal or the database does not answer. */
    drainSpill: (): Promise<Drained> => retryably(drained()),
  };
}
