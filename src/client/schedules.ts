/** Schedules of Temporal that every worker makes, or brings up to date, when it starts. */
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import type { Milliseconds } from '../domain/rules/policy.js';

export interface RegularWork {
  /** Of the schedule and, with a time behind it, of the workflows that it starts. */
  id: string;
  workflowType: string;
  taskQueue: string;
  /** Input of the workflow. Default: nothing. */
  args?: unknown[];
  /** 0: never; a schedule that is there is deleted. */
  every: Milliseconds;
  /** What becomes of one whose turn comes while another is under way. Default: it is left out. */
  overlap?: ScheduleOverlapPolicy;
}

/** One that is paused stays so. */
export async function ensureSchedule(client: Client, work: RegularWork): Promise<void> {
  const { id, workflowType, taskQueue, args = [], every, overlap = ScheduleOverlapPolicy.SKIP } = work;
  const handle = client.schedule.getHandle(id);
  if (every === 0) {
    await handle.delete().catch((error: unknown) => {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    });
    return;
  }
  const schedule = {
    spec: { intervals: [{ every }] },
    policies: { overlap, catchupWindow: '10s' as const },
    action: {
      type: 'startWorkflow' as const,
      ...{ workflowType, workflowId: id, taskQueue, args },
      // One that hangs would keep all later ones from starting.
      workflowExecutionTimeout: '1h' as const,
    },
  };
  try {
    await client.schedule.create({ scheduleId: id, ...schedule });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await handle.update(({ state }) => ({ ...schedule, state }));
  }
}
