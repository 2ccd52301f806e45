/** Tells tickets what was kept for them while Temporal could not take it: one activity, started by a schedule. */
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { DrainActivities } from '../spill/index.js';
import { auditTaskQueue } from './contract.js';

export async function drainWorkflow(): Promise<Awaited<ReturnType<DrainActivities['drainSpill']>>> {
  const { drainSpill } = proxyActivities<DrainActivities>({
    taskQueue: auditTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '30m',
    heartbeatTimeout: '1m',
    retry: { initialInterval: '2s', backoffCoefficient: 1.5, maximumInterval: '15s', maximumAttempts: 20 },
  });
  return drainSpill();
}
