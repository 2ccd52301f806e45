/** The heartbeat: it stops as soon as something is wrong, so that whoever listens need not know what can go wrong. The auditor's metrics are set here too. */
import { log, metricMeter } from '@temporalio/activity';
import { comparedSince, type Coverage } from '../domain/audit/coverage.js';
import type { AuditReport, DriftKind } from '../domain/audit/drift.js';
import { KINDS, REFUSED } from './kinds.js';
import type { Proxies } from '../http/proxies.js';
import { request } from '../http/request.js';

/** How long the listener may take to answer. */
const ANSWER_MS = 5_000;
const MOST_REDIRECTS = 5;

/** Who hears the heartbeat, such as healthchecks.io. */
export interface Listener {
  /** May hold a secret. */
  url: string;
  proxies: Proxies;
}

/** Shows the findings as metrics, and beats when there are none. */
export async function beat(
  { healthy, findings, at, tickets, coverage }: AuditReport,
  listener: Listener | undefined,
): Promise<boolean> {
  const counts = new Map(findings.map(({ kind, count }) => [kind, count]));
  const found = metricMeter.createGauge('rung_audit_findings', 'int', '', 'What the last audit found wrong, by kind');
  for (const kind of KINDS) found.set(counts.get(kind) ?? 0, { kind });
  metricMeter
    .createGauge('rung_audit_tickets', 'int', '', 'Tickets and workflows that the last audit looked at')
    .set(tickets);
  showCoverage(coverage);
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
  return listener === undefined || called(listener);
}

function showCoverage(coverage: Coverage): void {
  metricMeter
    .createGauge('rung_audit_compared_since', 'int', 's', 'All tickets open then have been compared since, since 1970')
    .set(Math.floor(comparedSince(coverage) / 1000));
  metricMeter
    .createGauge('rung_audit_pass_tickets', 'int', '', 'Tickets that the pass under way has compared')
    .set(coverage.pass.tickets);
  metricMeter
    .createGauge('rung_audit_last_pass_tickets', 'int', '', 'Tickets that the last whole pass has compared')
    .set(coverage.last?.tickets ?? 0);
}

const UNDELIVERED: readonly DriftKind[] = ['alert-late', 'alert-undeliverable', ...REFUSED];

/** The address may hold a secret: it is not repeated. */
async function called(listener: Listener): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const status = await statusOf(listener, signal);
    const ok = status >= 200 && status < 300;
    if (!ok) log.warn(`The listener of the heartbeat answered with status ${status}`);
    return ok;
  } catch {
    const why = signal.aborted ? `no answer within ${ANSWER_MS / 1000} s` : 'it cannot be reached';
    log.warn(`The heartbeat was not heard: ${why}`);
    return false;
  }
}

async function statusOf({ url, proxies }: Listener, signal: AbortSignal, redirects = 0): Promise<number> {
  const { status, headers } = await request(new URL(url), { method: 'GET', headers: {}, proxies, signal });
  const elsewhere = status >= 300 && status < 400 && redirects < MOST_REDIRECTS ? headers.location : undefined;
  if (elsewhere === undefined) return status;
  return statusOf({ url: new URL(elsewhere, url).href, proxies }, signal, redirects + 1);
}
