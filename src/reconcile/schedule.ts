/** The schedule of the reconcilers: made, or brought up to date, by every worker that starts. */
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Milliseconds } from '../domain/rules/policy.js';
import { RECONCILE_WORKFLOW, reconcileId, type ReconcileInput } from '../workflows/contract.js';

/** @param every 0: never. @param names of those that are connected; without any there is no schedule */
export async function ensureReconciling(
  client: Client,
  taskQueue: string,
  every: Milliseconds,
  names: string[],
): Promise<void> {
  const handle = client.schedule.getHandle(reconcileId(taskQueue));
  if (every === 0 || names.length === 0) {
    await handle.delete().catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
    return;
  }
  const schedule = {
    spec: { intervals: [{ every }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10s' as const },
    action: {
      type: 'startWorkflow' as const,
      workflowType: RECONCILE_WORKFLOW,
      workflowId: reconcileId(taskQueue),
      taskQueue,
      args: [{ names }] as [ReconcileInput],
      // One that hangs would keep all later ones from starting.
      workflowExecutionTimeout: '1h' as const,
    },
  };
  try {
    await client.schedule.create({ scheduleId: reconcileId(taskQueue), ...schedule });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update(({ state }) => ({ ...schedule, state }));
  }
}
