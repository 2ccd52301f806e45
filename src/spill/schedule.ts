/** The schedule that drains: made, or brought up to date, by every worker that starts. */
import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Milliseconds } from '../domain/rules/policy.js';
import { DRAIN_WORKFLOW, drainId } from '../workflows/contract.js';

/** How often it looks for what was kept. An intake that has kept something asks for more. */
const EVERY: Milliseconds = 60_000;

export async function ensureDraining(client: Client, taskQueue: string): Promise<void> {
  const schedule = {
    spec: { intervals: [{ every: EVERY }] },
    // One that was asked for while another is under way follows it: what was kept meanwhile is told too.
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '10s' as const },
    action: {
      type: 'startWorkflow' as const,
      workflowType: DRAIN_WORKFLOW,
      workflowId: drainId(taskQueue),
      taskQueue,
      args: [],
      workflowExecutionTimeout: '1h' as const,
    },
  };
  try {
    await client.schedule.create({ scheduleId: drainId(taskQueue), ...schedule });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(drainId(taskQueue)).update(({ state }) => ({ ...schedule, state }));
  }
}

/** Asks for it at once. */
export async function drainNow(client: Client, taskQueue: string): Promise<void> {
  await client.schedule.getHandle(drainId(taskQueue)).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}
