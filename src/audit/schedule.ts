/** The schedule that starts the audits: made, or brought up to date, by every worker that starts. */
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Milliseconds } from '../domain/rules/policy.js';
import { AUDIT_WORKFLOW, auditId } from '../workflows/contract.js';

/** @param every 0: there are to be no audits. */
export async function ensureAudits(client: Client, taskQueue: string, every: Milliseconds): Promise<void> {
  const handle = client.schedule.getHandle(auditId(taskQueue));
  if (every === 0) {
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
      workflowType: AUDIT_WORKFLOW,
      workflowId: auditId(taskQueue),
      taskQueue,
      args: [{}],
      // One that hangs would keep all later ones from starting.
      workflowExecutionTimeout: '1h' as const,
    },
  };
  try {
    await client.schedule.create({ scheduleId: auditId(taskQueue), ...schedule });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update(({ state }) => ({ ...schedule, state }));
  }
}
