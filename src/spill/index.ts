/** Facts that were accepted while Temporal could not take them: kept in the database, and told by a schedule. */
import { heartbeat, log, metricMeter } from '@temporalio/activity';
import type { Rung } from '../client/rung.js';
import { retryably } from '../delivery/retry.js';
import type { DeliveryStore, SpillStore } from '../store/intake-port.js';
import { drain, REMEMBERED, type Drained, type Draining } from './drain.js';

export { drainNow, ensureDraining } from './schedule.js';

export interface DrainDeps {
  /** With the policy for new tickets as it is now: a ticket may have to be opened. */
  rung(): Promise<Rung>;
  spill: SpillStore;
  deliveries: Pick<DeliveryStore, 'forget'>;
}

export type DrainActivities = ReturnType<typeof createDrainActivities>;

const warn: Draining['warn'] = (message, about) => {
  log.warn(message, about);
};

export function createDrainActivities({ rung, spill, deliveries }: DrainDeps) {
  const drained = async () => {
    try {
      return await drain({ rung: await rung(), spill, alive: heartbeat, warn });
    } finally {
      await gauge(spill).catch(() => undefined);
    }
  };
  return {
    /** Tells what was kept, and forgets deliveries of long ago. May be repeated; fails when Temporal or the database does not answer. */
    drainSpill: async (): Promise<Drained> => {
      const told = await retryably(drained());
      await retryably(deliveries.forget(Date.now() - REMEMBERED));
      return told;
    },
  };
}

/** How many facts wait, by why they do. */
async function gauge(spill: SpillStore): Promise<void> {
  const waiting = metricMeter.createGauge('rung_spilled_facts', 'int', 'facts', 'Facts that were accepted and wait');
  for (const reason of ['engine-unavailable', 'ticket-unknown'] as const) {
    waiting.set((await spill.count(reason)).count, { reason });
  }
}
