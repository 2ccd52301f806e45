/** What waits: alerts that are late, given up or held back by credentials, and facts of the intake. */
import { refusalBy, type DriftKind, type Finding, type Sighting } from '../domain/audit/drift.js';
import type { Channel, Instant, Milliseconds } from '../domain/rules/policy.js';
import { iso } from '../domain/time/instant.js';
import type { AuditStore, UnsentAlerts } from '../store/audit-port.js';
import type { SpillReason, SpillStore } from '../store/intake-port.js';
import { EXAMPLES } from './findings.js';

/** An alert may wait so many times as long as anything else before it is late: channels are paced. */
const PATIENCE = 5;
/** For how long an alert that was given up is news. */
const NEWS: Milliseconds = 24 * 3_600_000;
/** For so long a fact may wait for its ticket to be opened before somebody should look. */
const UNOPENED: Milliseconds = 3_600_000;

export interface LedgerSighting extends Sighting {
  /** Channels that do not work now: the operator is told by another one. */
  troubled: Channel[];
}

export async function throughLedger(
  store: AuditStore,
  spill: Pick<SpillStore, 'count'>,
  tolerance: Milliseconds,
): Promise<LedgerSighting> {
  const now = Date.now();
  const [lateFacts, late, suspended, undeliverable] = await Promise.all([
    waitingFacts(spill, now, tolerance),
    store.lateAlerts(now - PATIENCE * tolerance),
    store.suspendedAlerts(),
    store.undeliverableAlerts(now - NEWS),
  ]);
  const refused = suspended.flatMap((alerts) => sighted(refusalBy(alerts.channel), [alerts]));
  return {
    looked: countOf([...late, ...suspended, ...undeliverable]),
    findings: [
      ...sighted('alert-late', late),
      ...sighted('alert-undeliverable', undeliverable),
      ...refused,
      ...lateFacts,
    ],
    suspects: [],
    troubled: [...new Set([...suspended, ...late].map(({ channel }) => channel))],
  };
}

async function waitingFacts(
  spill: Pick<SpillStore, 'count'>,
  now: Instant,
  tolerance: Milliseconds,
): Promise<Finding[]> {
  const waits: [SpillReason, Milliseconds, string][] = [
    ['engine-unavailable', PATIENCE * tolerance, 'Temporal has not taken them'],
    ['ticket-unknown', UNOPENED, 'their tickets have not been opened'],
  ];
  const waiting = await Promise.all(
    waits.map(async ([reason, patience, why]) => {
      const { count, oldest } = await spill.count(reason);
      if (oldest === null || oldest > now - patience) return [];
      return [{ count, subject: reason, detail: `${why}; the oldest was accepted at ${iso(oldest)}` }];
    }),
  );
  const examples = waiting.flat();
  if (examples.length === 0) return [];
  const count = examples.reduce((sum, one) => sum + one.count, 0);
  return [
    { kind: 'fact-late', count, repaired: 0, examples: examples.map(({ subject, detail }) => ({ subject, detail })) },
  ];
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
