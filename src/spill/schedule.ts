/** The schedule that drains: made, or brought up to date, by every worker that starts. */
import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { ensureSchedule } from '../client/schedules.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { DRAIN_WORKFLOW, drainId } from '../workflows/contract.js';

/** How often it looks for what was kept. An intake that has kept something asks for more. */
const EVERY: Milliseconds = 60_000;

export function ensureDraining(client: Client, taskQueue: string): Promise<void> {
  return ensureSchedule(client, {
    ...{ id: drainId(taskQueue), workflowType: DRAIN_WORKFLOW, taskQueue, every: EVERY },
    // One that was asked for while another is under way follows it: what was kept meanwhile is told too.
    overlap: ScheduleOverlapPolicy.BUFFER_ONE,
  });
}

/** Asks for it at once. */
export async function drainNow(client: Client, taskQueue: string): Promise<void> {
  await client.schedule.getHandle(drainId(taskQueue)).trigger(ScheduleOverlapPolicy.BUFFER_ONE);
}
