/** Reads from help desks' APIs what no webhook has told: one activity for each, side by side, started by a schedule. */
import { isCancellation, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ReconcileActivities } from '../reconcile/index.js';
import { auditTaskQueue, type ReconcileInput } from './contract.js';

export async function reconcileWorkflow({ names }: ReconcileInput): Promise<Record<string, unknown>> {
  const { reconcile } = proxyActivities<ReconcileActivities>({
    taskQueue: auditTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '40s',
    // What does not succeed now is tried by the next pass, from where the cursor stands.
    retry: { initialInterval: '5s', maximumAttempts: 3 },
  });
  const passes = names.map(async (name) => {
    try {
      return [name, await reconcile(name)] as const;
    } catch (error) {
      if (isCancellation(error)) throw error;
      log.warn('a help desk was not read to the end', { reconciler: name });
      return [name, { failed: true }] as const;
    }
  });
  return Object.fromEntries<unknown>(await Promise.all(passes));
}
