/** The schedule that starts the audits: made, or brought up to date, by every worker that starts. */
import type { Client } from '@temporalio/client';
import { ensureSchedule } from '../client/schedules.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { AUDIT_WORKFLOW, auditId } from '../workflows/contract.js';

/** @param every 0: there are to be no audits. */
export function ensureAudits(client: Client, taskQueue: string, every: Milliseconds): Promise<void> {
  return ensureSchedule(client, {
    ...{ id: auditId(taskQueue), workflowType: AUDIT_WORKFLOW, taskQueue, every },
    args: [{}],
  });
}
