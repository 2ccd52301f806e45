/** The heartbeat: it stops as soon as something is wrong, so that whoever listens need not know what can go wrong. */
import { log, metricMeter } from '@temporalio/activity';
import { DRIFT, type AuditReport, type DriftKind } from '../domain/drift.js';

/** How long the listener may take to answer. */
const BEAT_MS = 5_000;

/** Shows the findings as metrics, and beats when there are none. @param url of a listener such as healthchecks.io */
export async function beat({ healthy, findings, at, tickets }: AuditReport, url: string | undefined): Promise<boolean> {
  const counts = new Map(findings.map(({ kind, count }) => [kind, count]));
  const found = metricMeter.createGauge('rung_audit_findings', 'int', '', 'What the last audit found wrong, by kind');
  for (const kind of Object.keys(DRIFT) as DriftKind[]) found.set(counts.get(kind) ?? 0, { kind });
  metricMeter.createGauge('rung_audit_tickets', 'int', '', 'Tickets that the last audit compared').set(tickets);
  const undelivered = UNDELIVERED.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
  metricMeter
    .createGauge(
      'rung_alerts_undelivered',
      'int',
      '',
      'Alerts that wait for too long, for credentials, or were given up',
    )
    .set(undelivered);
  if (!healthy) return false;
  metricMeter
    .createGauge('rung_audit_healthy_timestamp', 'int', 's', 'When an audit last found nothing wrong, since 1970')
    .set(Math.floor(at / 1000));
  return url === undefined || called(url);
}

const UNDELIVERED: DriftKind[] = ['alert-late', 'alert-undeliverable', 'slack-refused', 'email-refused'];

/** The address may hold a secret: it is not repeated. */
async function called(url: string): Promise<boolean> {
  try {
    const { ok, status, body } = await fetch(url, { signal: AbortSignal.timeout(BEAT_MS) });
    await body?.cancel();
    if (!ok) log.warn(`The listener of the heartbeat answered with status ${status}`);
    return ok;
  } catch (error) {
    const why =
      (error as Error).name === 'TimeoutError' ? `no answer within ${BEAT_MS / 1000} s` : 'it cannot be reached';
    log.warn(`The heartbeat was not heard: ${why}`);
    return false;
  }
}
