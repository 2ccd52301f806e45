/** The schedule of the reconcilers: made, or brought up to date, by every worker that starts. */
import type { Client } from '@temporalio/client';
import { ensureSchedule } from '../client/schedules.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { RECONCILE_WORKFLOW, reconcileId, type ReconcileInput } from '../workflows/contract.js';

/** @param every 0: never. @param names of those that are connected; without any there is no schedule */
export function ensureReconciling(
  client: Client,
  taskQueue: string,
  every: Milliseconds,
  names: string[],
): Promise<void> {
  return ensureSchedule(client, {
    ...{ id: reconcileId(taskQueue), workflowType: RECONCILE_WORKFLOW, taskQueue },
    every: names.length === 0 ? 0 : every,
    args: [{ names } satisfies ReconcileInput],
  });
}
