/**
 * The floor that Rung is compared with: the least a durable ticket can be. One signal handler, one kept timer, one
 * activity that does nothing.
 */
import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

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
  /** @param wokeAt when the workflow knew that its timer had rung, epoch milliseconds */
  noop(wokeAt: number): Promise<void>;
}

export const told = defineSignal<[BareFact]>('told');

const { noop } = proxyActivities<BareActivities>({ startToCloseTimeout: '20s' });

export async function bareWorkflow({ deadline }: BareInput): Promise<void> {
  let last = false;
  setHandler(told, (fact) => {
    last ||= fact.last === true;
  });
  await sleep(Math.max(deadline - Date.now(), 1));
  await noop(Date.now());
  await condition(() => last);
}
