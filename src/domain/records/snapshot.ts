/** A ticket as the rest of the world reads it, and what the database keeps so that a ticket can be taken up again. */
import type { ClockViews } from '../rules/clock-view.js';
import { slaDueAt } from '../rules/clocks.js';
import type { LogEntry } from '../ladder/decision.js';
import type { AlertRecord } from '../alerts/delivery.js';
import type { Instant, Policy } from '../rules/policy.js';
import type { TicketState } from '../ticket/ticket.js';

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
  /** Null while `resolution` is paused or off. */
  slaDueAt: Instant | null;
  slaBreachedAt: Instant | null;
  /** When the engine will look at the ticket by itself; null when only news can change anything. */
  nextDeadlineAt: Instant | null;
  seq: number;
  /** As they stood when it was made; absent for a policy that names no clocks. */
  clocks?: ClockViews;
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

/** @param clocks of a policy that names some: what they are follows from the policy, which is mostly not here */
export function snapshot(ticket: SnapshotState, nextDeadlineAt: Instant | null, clocks?: ClockViews): TicketSnapshot {
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
    slaDueAt: clocks ? (clocks.resolution?.dueAt ?? null) : slaDueAt(ticket),
    slaBreachedAt: ticket.slaBreachedAt,
    nextDeadlineAt,
    seq: ticket.seq,
    ...(clocks && { clocks }),
  };
}

/** The engine's own sub-document: enough to go on with the ticket in a new workflow run. */
export interface EngineRecord {
  /** The id of the first run of the chain of runs that wrote it: tells a retry of ours from an earlier chain. */
  chain: string;
  /** Grows with every write, across runs too; a write with an older one changes nothing. */
  rev: number;
  state: TicketState;
  /** Message ids that later alerts of the ticket answer to, by target name (`slack:#tier2-queue`). */
  threads: Record<string, string>;
}

/** A state without its policy, which the database has from an earlier write. */
export type StateWithoutPolicy = Omit<TicketState, 'policy'>;

/** How many log entries, and how many outcomes, one write takes at most: the rest follows with the next one. */
export const WRITE_SLICE = 100;

/** One write of a ticket: its newest state and what is not yet in the other collections. What can be computed from it is not in it. */
export interface TicketWrite {
  engine: Omit<EngineRecord, 'state'> & { state: StateWithoutPolicy };
  /** When the engine will look at the ticket by itself. It follows from the policy, which is mostly not here. */
  nextDeadlineAt: Instant | null;
  /** The same is true of the clocks; absent for a policy that names none. */
  clocks?: ClockViews;
  /** With the first write of a chain, and when the database turned out not to have it. */
  policy?: Policy;
  /** No write of this chain has been confirmed yet: an earlier chain found in the database must not be overwritten. */
  first: boolean;
  /** At most {@link WRITE_SLICE}, oldest first. */
  log: LogEntry[];
  /** Outcomes of alerts that the ledger has not heard of. At most {@link WRITE_SLICE}, oldest first. */
  alerts: AlertRecord[];
}

export type WriteResult =
  | { outcome: 'saved' }
  /** The database holds this `rev`, and it is newer; nothing was written. */
  | { outcome: 'outdated'; rev: number }
  /** The database has no policy for the ticket (its document or the engine's part of it is gone); nothing was written: write again with it. */
  | { outcome: 'policy-missing' }
  /** The ticket has lived before, in another chain of runs; nothing was written. */
  | { outcome: 'earlier-chain'; engine: EngineRecord };
