/** A ticket as the rest of the world reads it, and what the database keeps so that a ticket can be taken up again. */
import { slaDueAt } from './clocks.js';
import type { LogEntry } from './decision.js';
import type { AlertRecord } from './delivery.js';
import type { Instant } from './policy.js';
import type { TicketState } from './ticket.js';

/** The engine's fields of a `tickets` document. */
export interface TicketSnapshot {
  ticketId: string;
  status: string;
  priority: string;
  customerTier: string;
  createdAt: Instant;
  slaHours: number;
  lastActivityAt: Instant;
  customerReplyCount: number;
  sentimentScore: number | null;
  tier: string;
  assigneeGroup: string;
  escalated: boolean;
  /** The rule behind the last step that still stands, or `manual`. */
  escalationReason: string | null;
  escalatedAt: Instant | null;
  cooldownUntil: Instant | null;
  slaDueAt: Instant;
  slaBreachedAt: Instant | null;
  /** When the engine will look at the ticket by itself; null when only news can change anything. */
  nextDeadlineAt: Instant | null;
  seq: number;
}

/** The fields of a state that its snapshot shows. */
export const SNAPSHOT_STATE = [
  'ticketId',
  'status',
  'priority',
  'customerTier',
  'createdAt',
  'slaHours',
  'lastActivityAt',
  'customerReplyCount',
  'sentiment',
  'tier',
  'assigneeGroup',
  'steps',
  'cooldownUntil',
  'slaBreachedAt',
  'seq',
] as const satisfies (keyof TicketState)[];

export type SnapshotState = Pick<TicketState, (typeof SNAPSHOT_STATE)[number]>;

export function snapshot(ticket: SnapshotState, nextDeadlineAt: Instant | null): TicketSnapshot {
  const step = ticket.steps.at(-1);
  return {
    ticketId: ticket.ticketId,
    status: ticket.status,
    priority: ticket.priority,
    customerTier: ticket.customerTier,
    createdAt: ticket.createdAt,
    slaHours: ticket.slaHours,
    lastActivityAt: ticket.lastActivityAt,
    customerReplyCount: ticket.customerReplyCount,
    sentimentScore: ticket.sentiment?.score ?? null,
    tier: ticket.tier,
    assigneeGroup: ticket.assigneeGroup,
    escalated: step !== undefined,
    escalationReason: step?.rule ?? null,
    escalatedAt: step?.at ?? null,
    cooldownUntil: ticket.cooldownUntil,
    slaDueAt: slaDueAt(ticket),
    slaBreachedAt: ticket.slaBreachedAt,
    nextDeadlineAt,
    seq: ticket.seq,
  };
}

/** The engine's own sub-document: enough to go on with the ticket in a new workflow run. */
export interface EngineRecord {
  /** Identity of the chain of runs that wrote it (the first run's id): tells a retry of ours from an earlier life. */
  life: string;
  /** Grows with every write, across runs too; a write with an older one changes nothing. */
  rev: number;
  state: TicketState;
  /** Message ids that later alerts of the ticket answer to, by target name (`slack:#tier2-queue`). */
  threads: Record<string, string>;
}

/** One write of a ticket: its newest snapshot and whatever is not yet in the other collections. */
export interface TicketWrite {
  snapshot: TicketSnapshot;
  engine: EngineRecord;
  /** No write of this life has been confirmed yet: an earlier life found in the database must not be overwritten. */
  first: boolean;
  log: LogEntry[];
  /** Outcomes of alerts that were delivered while the ledger did not answer. */
  alerts: AlertRecord[];
}

export type WriteResult =
  | { outcome: 'saved' }
  /** The database holds this `rev`, and it is newer; nothing was written. */
  | { outcome: 'outdated'; rev: number }
  /** The ticket has lived before, in another chain of runs; nothing was written. */
  | { outcome: 'earlier-life'; engine: EngineRecord };
