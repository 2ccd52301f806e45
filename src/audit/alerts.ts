/** The round through the ledger of alerts: what waits for too long, was given up, or waits for somebody to mend credentials. */
import type { DriftKind, Sighting } from '../domain/drift.js';
import type { Channel, Milliseconds } from '../domain/policy.js';
import type { AuditStore, LateAlerts } from '../store/audit-port.js';

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
    store.parkedAlerts(),
    store.undeliverableAlerts(now - NEWS),
  ]);
  const refused = parked.channels.map((channel) => sighted(REFUSED[channel], ofChannel(parked, channel)));
  return {
    looked: late.count + parked.count + lost.count,
    findings: [sighted('alert-late', late), sighted('alert-undeliverable', lost), ...refused].flat(),
    suspects: [],
    troubled: [...new Set([...parked.channels, ...late.channels])],
  };
}

const REFUSED: Record<Channel, DriftKind> = { slack: 'slack-refused', email: 'email-refused' };

function ofChannel({ count, examples, channels }: LateAlerts, channel: Channel): LateAlerts {
  return { count, examples: examples.filter((one) => one.channel === channel), channels };
}

function sighted(kind: DriftKind, { count, examples }: LateAlerts) {
  if (count === 0) return [];
  const named = examples.map(({ key, error }) => ({ subject: key, detail: error ?? 'not tried yet' }));
  return [{ kind, count, repaired: 0, examples: named }];
}
