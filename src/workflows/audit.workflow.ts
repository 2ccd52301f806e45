/** One audit: asks what is wrong, goes on with the rolling pass, tells the operator what nobody but a person can mend, and beats when nothing is wrong. */
import { isCancellation, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { noticeKey, reportOf, type AuditReport, type Notice } from '../domain/audit/drift.js';
import type { Activities } from '../activities/index.js';
import type { AuditActivities } from '../audit/index.js';
import { alertTaskQueue, auditTaskQueue, type AuditInput } from './contract.js';

/** What the schedule's last audit left is there as `lastResult`; one of an earlier release may have left less. */
export async function auditWorkflow(input: AuditInput = {}): Promise<AuditReport> {
  const { taskQueue, lastResult } = workflowInfo();
  const last = input.earlier ?? (lastResult as AuditReport | undefined);
  const earlier = last?.coverage ? { suspects: last.suspects, coverage: last.coverage } : null;
  const activities = auditing(auditTaskQueue(taskQueue));

  const alerts = await activities.auditAlerts();
  const tickets = await activities.auditTickets(earlier);
  const report = reportOf(alerts, tickets, Date.now());

  for (const notice of await activities.enterFindings(report, alerts.troubled)) {
    if (await told(notice, taskQueue)) await activities.operatorTold(notice.incident, notice.number, notice.phase);
  }
  await activities.beat(report);
  return report;
}

function auditing(taskQueue: string) {
  return proxyActivities<AuditActivities>({
    taskQueue,
    startToCloseTimeout: '30m',
    heartbeatTimeout: '1m',
    retry: { initialInterval: '1s', maximumAttempts: 3 },
  });
}

/** A message that does not get through now is tried again by the next audit, under the same key. */
async function told(notice: Notice, taskQueue: string): Promise<boolean> {
  const { deliverNotice } = proxyActivities<Activities>({
    taskQueue: alertTaskQueue(taskQueue, notice.channel),
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: '45s',
    retry: { maximumAttempts: 2 },
  });
  try {
    const { state } = await deliverNotice(notice);
    return state !== 'undeliverable';
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the operator was not told', { notice: noticeKey(notice) });
    return false;
  }
}
