/** The round through the ledger of alerts: what waits for too long, was given up, or waits for somebody to mend credentials. */
import { refusalBy, type DriftKind, type Finding, type Sighting } from '../domain/audit/drift.js';
import type { Channel, Milliseconds } from '../domain/rules/policy.js';
import type { AuditStore, UnsentAlerts } from '../store/audit-port.js';
import { EXAMPLES } from './findings.js';

/** An alert may wait so many times as long as anything else before it is late: channels are paced. */
const PATIENCE = 5;
/** For how long an alert that was given up is news. */
const NEWS: Milliseconds = 24 * 3_600_000;

export interface LedgerSighting extends Sighting {
  /** Channels that do not work now: the operator is told by another one. */
  troubled: Channel[];
}

export async function throughLedger(store: AuditStore, tolerance: Milliseconds): Promise<LedgerSighting> {
  const now = Date.now();
  const [late, parked, lost] = await Promise.all([
    store.lateAlerts(now - PATIENCE * tolerance),
    store.suspendedAlerts(),
    store.undeliverableAlerts(now - NEWS),
  ]);
  const refused = parked.flatMap((alerts) => sighted(refusalBy(alerts.channel), [alerts]));
  return {
    looked: countOf([...late, ...parked, ...lost]),
    findings: [...sighted('alert-late', late), ...sighted('alert-undeliverable', lost), ...refused],
    suspects: [],
    troubled: [...new Set([...parked, ...late].map(({ channel }) => channel))],
  };
}

function sighted(kind: DriftKind, alerts: UnsentAlerts[]): Finding[] {
  if (alerts.length === 0) return [];
  const examples = alerts.flatMap((one) => one.examples).slice(0, EXAMPLES);
  const named = examples.map(({ key, error }) => ({ subject: key, detail: error ?? 'not tried yet' }));
  return [{ kind, count: countOf(alerts), repaired: 0, examples: named }];
}

function countOf(alerts: UnsentAlerts[]): number {
  return alerts.reduce((sum, { count }) => sum + count, 0);
}
