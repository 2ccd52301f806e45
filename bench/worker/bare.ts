/** The worker of the bare workflow. */
import { activityInfo } from '@temporalio/activity';
import { ticketOf } from '../sides/bare-ids.js';
import type { BareActivities } from '../workflows/bare.workflow.js';
import type { WorkerSetup } from './messages.js';
import type { Tally } from './tally.js';
import { startWorker, type Running } from './temporal.js';

export function startBare(setup: WorkerSetup, tally: Tally): Promise<Running> {
  const activities: BareActivities = {
    noop(wokeAt) {
      const { workflowId } = activityInfo().workflowExecution!;
      const ticketId = ticketOf(workflowId);
      tally.decided(workflowId, ticketId, wokeAt);
      tally.told(ticketId);
      tally.entered(workflowId);
      return Promise.resolve();
    },
  };
  return startWorker(setup, tally, activities, (workflowId) => tally.opened(workflowId));
}
