/** What the last audit came to, for those who ask whether all is well. */
import { ScheduleNotFoundError, type Client } from '@temporalio/client';
import type { AuditReport } from '../domain/audit/drift.js';
import { AUDIT_WORKFLOW, auditId } from '../workflows/contract.js';

/** The newest report of the audits of a task queue. Null: none has come to an end lately. Undefined: none are scheduled. */
export async function lastAudit(client: Client, taskQueue: string): Promise<AuditReport | null | undefined> {
  const actions = await recentAudits(client, taskQueue);
  if (actions === undefined) return undefined;
  for (const workflowId of actions.toReversed()) {
    const handle = client.workflow.getHandle(workflowId);
    const { status, type } = await handle.describe();
    if (type === AUDIT_WORKFLOW && status.name === 'COMPLETED') return (await handle.result()) as AuditReport;
  }
  return null;
}

/** Oldest first. */
async function recentAudits(client: Client, taskQueue: string): Promise<string[] | undefined> {
  try {
    const { info } = await client.schedule.getHandle(auditId(taskQueue)).describe();
    return info.recentActions.map(({ action }) => action.workflow.workflowId);
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}
