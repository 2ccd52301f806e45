/** What the auditor needs of a database. Every call is bounded in time and may be repeated. */
import type { DriftKind } from '../domain/audit/drift.js';
import type { Channel, Instant } from '../domain/rules/policy.js';
import type { SnapshotState } from '../domain/records/snapshot.js';
import type { TicketState } from '../domain/ticket/ticket.js';

/** A ticket as the auditor compares it: instants are numbers, and the help desk's own keys are left out. */
export interface AuditedTicket {
  ticketId: string;
  /** The top-level fields that the engine writes. */
  fields: Record<string, unknown>;
  rev: number | null;
  /** Null: the engine has never written this ticket. */
  engine: { rev: number; state: AuditedState } | null;
}

export type AuditedState = SnapshotState & Pick<TicketState, 'closed' | 'clocks'>;

/** Alerts are counted up to here, all channels together. */
export const COUNTED = 1_000;

/** Alerts of one channel that have not reached their targets. */
export interface UnsentAlerts {
  channel: Channel;
  /** From {@link COUNTED} on: at least so many. */
  count: number;
  /** The first few. */
  examples: { key: string; error: string | null }[];
}

/** A time in which something was wrong that only a person can mend. */
export interface Incident {
  id: DriftKind;
  /** 1, 2, 3 …: the how-maniest time. */
  number: number;
  what: string;
  since: Instant;
  lastSeen: Instant;
  ended: Instant | null;
  /** What the operator has been told. */
  told: ('begun' | 'ended')[];
}

/** What the auditor asks. Each question has an index and an answer of bounded size: its cost does not grow with the number of tickets. */
export interface AuditStore {
  /** Tickets that the engine has not closed, in the order of their ids, from the next one after `after`; at most `limit`. */
  openTickets(after: string, limit: number): Promise<AuditedTicket[]>;
  /**
   * Tickets that are open by the help desk's word alone: the engine has closed them, or has never written them. In the order of
   * their ids, from the next one after `after`; at most `limit`. Normally there are none.
   */
  ticketsOpenForTheDeskAlone(after: string, limit: number): Promise<AuditedTicket[]>;
  /** Those of these tickets that the database has, open or not. */
  tickets(ticketIds: string[]): Promise<AuditedTicket[]>;
  /** Which of these tickets the database has. */
  known(ticketIds: string[]): Promise<Set<string>>;
  /** How many transitions of each ticket are in the log; tickets without any are left out. */
  transitions(ticketIds: string[]): Promise<Map<string, number>>;
  /** Writes the log entries of transitions that a ticket's own history still has. Says how many of its transitions are in the log then. */
  restoreLog(ticketId: string): Promise<number>;
  /** Alerts that are neither sent nor given up since `before`. Those that wait for credentials are not among them. */
  lateAlerts(before: Instant): Promise<UnsentAlerts[]>;
  /** Alerts that wait until credentials or settings are mended. */
  suspendedAlerts(): Promise<UnsentAlerts[]>;
  /** Alerts that were given up after `since`. */
  undeliverableAlerts(since: Instant): Promise<UnsentAlerts[]>;
  incidents: IncidentStore;
}

export interface IncidentStore {
  /** The incident is there: begins it, or notes that it still lasts. */
  seen(id: DriftKind, what: string, at: Instant): Promise<void>;
  /** Ends those that have not been seen since `before`. */
  endUnseen(before: Instant, at: Instant): Promise<void>;
  /** Those of which the operator has yet to hear that they have begun or ended. */
  untold(): Promise<Incident[]>;
  told(id: DriftKind, number: number, phase: 'begun' | 'ended'): Promise<void>;
}
