/** The activities of an audit. */
import { retryably } from '../delivery/retry.js';
import type { AuditReport, DriftKind, Notice, TicketSighting } from '../domain/audit/drift.js';
import type { Channel, Milliseconds } from '../domain/rules/policy.js';
import type { AuditStore } from '../store/audit-port.js';
import type { SpillStore } from '../store/intake-port.js';
import type { EarlierAudit } from '../workflows/contract.js';
import { throughLedger, type LedgerSighting } from './alerts.js';
import { beat, type Listener } from './heartbeat.js';
import { enterFindings, type OperatorAddresses } from './operator.js';
import type { Tools } from './repair.js';
import { restFor } from './pace.js';
import { behind, type Reconciling } from './reconcilers-behind.js';
import { auditTickets, type Budget } from './tickets.js';

export { TemporalQueries } from './temporal-queries.js';
export { newTicketsWith, rungFor, workflowsOf } from './opening.js';
export { ensureAudits } from './schedule.js';

/** A database that refuses at once is not asked again at once. */
const LEAST_REST: Milliseconds = 1_000;

export interface AuditDeps extends Tools {
  store: AuditStore;
  /** Facts that the intake has kept. */
  spill: Pick<SpillStore, 'count'>;
  /** The help desks that are read by their API. */
  reconcilers: Reconciling;
  /** How long something has to look wrong before it is. */
  tolerance: Milliseconds;
  budget: Budget;
  operator: OperatorAddresses;
  /** Called when an audit found nothing wrong. */
  heartbeat?: Listener;
}

export type AuditActivities = ReturnType<typeof createAuditActivities>;

/** All of them may be repeated; they fail retryably. */
export function createAuditActivities({
  tolerance,
  budget,
  operator,
  heartbeat,
  spill,
  reconcilers,
  ...tools
}: AuditDeps) {
  const { store } = tools;
  const waiting = async (): Promise<LedgerSighting> => {
    const [ledger, late] = await Promise.all([throughLedger(store, spill, tolerance), behind(reconcilers)]);
    return { ...ledger, findings: [...ledger.findings, ...late] };
  };
  return {
    auditTickets: (earlier: EarlierAudit | null): Promise<TicketSighting> =>
      retryably(auditTickets(tools, earlier, tolerance, budget)),

    auditAlerts: (): Promise<LedgerSighting> => retryably(waiting(), restAfter),

    /** Enters the findings; says what the operator has to be told, and by which way. */
    enterFindings: (report: AuditReport, troubled: Channel[]): Promise<Notice[]> =>
      retryably(enterFindings(store.incidents, operator, report, troubled, tolerance), restAfter),

    /** The operator has been told. */
    operatorTold: (incident: DriftKind, number: number, phase: Notice['phase']): Promise<void> =>
      retryably(store.incidents.told(incident, number, phase), restAfter),

    /** Shows the findings as metrics; true when it has beaten. */
    beat: (report: AuditReport): Promise<boolean> => beat(report, heartbeat),
  };
}

/** A call that fails is rested for like a page before it is tried again. */
function restAfter(took: Milliseconds): Milliseconds {
  return Math.max(LEAST_REST, restFor(took));
}
