/**
 * The floor that Rung is compared with: the least a durable ticket can be. One signal handler, one kept timer, one
 * activity that does nothing.
 */
import {
  condition,
  defineSignal,
  proxyActivities,
  proxySinks,
  setHandler,
  sleep,
  type Sinks,
} from '@temporalio/workflow';

export interface BareInput {
  /** When the timer rings, epoch milliseconds. */
  deadline: number;
}

export interface BareFact {
  eventId: string;
  at: string;
  /** The workflow ends once its deadline has passed. */
  last?: boolean;
}

export interface BareActivities {
  noop(deadline: { deadline: number; wokeAt: number }): Promise<void>;
}

/** Counters in the worker's process. They leave nothing in a history. */
export interface BareSinks extends Sinks {
  seen: {
    started(): void;
    heard(): void;
  };
}

export const told = defineSignal<[BareFact]>('told');

const { noop } = proxyActivities<BareActivities>({ startToCloseTimeout: '20s' });
const { seen } = proxySinks<BareSinks>();

export async function bareWorkflow({ deadline }: BareInput): Promise<void> {
  let last = false;
  setHandler(told, (fact) => {
    last ||= fact.last === true;
    seen.heard();
  });
  seen.started();
  await sleep(Math.max(deadline - Date.now(), 1));
  await noop({ deadline, wokeAt: Date.now() });
  await condition(() => last);
}
