/**
 * Everything the outside and the workflow agree on: names on the wire, ids, messages and payloads. No other file spells
 * these names.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
  type SignalDefinition,
} from '@temporalio/common';
import type { TierMap } from '../domain/change/policy-change.js';
import { COMMANDS, type CommandAnswer, type CommandName } from '../domain/ticket/commands.js';
import type { UndeliverableAlert } from '../domain/alerts/delivery.js';
import type { UnconfirmedDrift } from '../domain/audit/drift.js';
import type { Coverage } from '../domain/audit/coverage.js';
import type { Fact, TicketChanges } from '../domain/ticket/facts.js';
import type { TicketExplained } from '../domain/explain/explain.js';
import type { Channel, Instant, Policy } from '../domain/rules/policy.js';
import type { Beginning } from '../domain/run/beginning.js';
import type { RunState } from '../domain/run/state.js';
import type { TicketSnapshot } from '../domain/records/snapshot.js';
import type { IsoInstant } from '../domain/time/instant.js';
import type { TicketView } from '../domain/ticket/view.js';
import type { Malformed } from './inbox.js';

export type { CommandAnswer, Malformed };

// ---- ids ----

export const TICKET_WORKFLOW = 'ticketWorkflow';

/** Default of `RUNG_TASK_QUEUE`. */
export const TASK_QUEUE = 'rung-tickets';

/** One open workflow per ticket: `ticket/<ticketId>`. */
export function ticketWorkflowId(ticketId: string): string {
  return `ticket/${ticketId}`;
}

export function ticketIdOf(workflowId: string): string {
  return workflowId.replace(/^ticket\//, '');
}

/** Alerts have task queues of their own, so that each channel is paced by itself. */
export function alertTaskQueue(taskQueue: string, channel: Channel): string {
  return `${taskQueue}-${channel}`;
}

/** Compares everything with everything else, once. */
export const AUDIT_WORKFLOW = 'auditWorkflow';

/** The audit has a task queue of its own: looking through all tickets takes no slot from those who write and alert. */
export function auditTaskQueue(taskQueue: string): string {
  return `${taskQueue}-audit`;
}

/** The schedule of the audits, and the beginning of their workflow ids. */
export function auditId(taskQueue: string): string {
  return `rung-audit/${taskQueue}`;
}

/** Tells tickets what was kept for them while Temporal could not take it. */
export const DRAIN_WORKFLOW = 'drainWorkflow';

/** The schedule of the draining, and the beginning of its workflow ids. */
export function drainId(taskQueue: string): string {
  return `rung-drain/${taskQueue}`;
}

/** Reads from help desks' APIs what no webhook has told. */
export const RECONCILE_WORKFLOW = 'reconcileWorkflow';

/** The schedule of the reconcilers, and the beginning of its workflow ids. */
export function reconcileId(taskQueue: string): string {
  return `rung-reconcile/${taskQueue}`;
}

export interface ReconcileInput {
  /** Names of the reconcilers; each reads by itself. */
  names: string[];
}

export interface AuditInput {
  /** What an earlier audit has left to go on with. Default: what the schedule's last one has. */
  earlier?: EarlierAudit;
}

/** What one audit needs of the one before it. */
export interface EarlierAudit {
  suspects: UnconfirmedDrift[];
  coverage: Coverage;
}

// ---- signals: facts ----

export interface FactMessage {
  /** Unique for the ticket, 1 to 200 characters; a repeat is dropped. */
  eventId: string;
  /** When it happened, ISO-8601 with a zone. Default: when the workflow hears of it. */
  at?: IsoInstant;
}

export type SentimentMessage = FactMessage & {
  /** -1 (angry) to 1 (happy). */
  score: number;
  /** What scored a text of the customer's; it is logged. */
  source?: string;
};

export type TicketChangedMessage = FactMessage & TicketChanges;

export const customerReplied = defineSignal<[FactMessage]>('customerReplied');
export const agentReplied = defineSignal<[FactMessage]>('agentReplied');
export const sentimentScored = defineSignal<[SentimentMessage]>('sentimentScored');
export const ticketChanged = defineSignal<[TicketChangedMessage]>('ticketChanged');
export const resolutionConfirmed = defineSignal<[FactMessage]>('resolutionConfirmed');

/** The signal of each kind of fact. */
export const FACT_SIGNALS = {
  customer_replied: customerReplied,
  agent_replied: agentReplied,
  sentiment_scored: sentimentScored,
  ticket_changed: ticketChanged,
  resolution_confirmed: resolutionConfirmed,
} satisfies Record<Fact['type'], unknown> as unknown as Readonly<Record<Fact['type'], FactSignal>>;
/** A signal whose payload has been read. */
export type FactSignal = SignalDefinition<[FactMessage]>;

/** No fact: look at the clock, decide what is due, and write the ticket down as it is. */
export const lookAgain = defineSignal('lookAgain');

// ---- updates: commands ----

/** What each update carries, beside its arguments. Instants are ISO-8601. */
export interface CommandMessage {
  /** Unique for the ticket; a repeat is answered, not done again. */
  commandId: string;
  /** Who asks. */
  by: string;
}

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** The update of a command: it has the command's name. */
export function commandUpdate(name: CommandName) {
  return defineUpdate<CommandAnswer, [unknown]>(name);
}

export interface PolicyChangeMessage extends CommandMessage {
  policy: Policy;
  policyHash: string;
  /** Which tier takes the place of one that the policy does not have. */
  tiers?: TierMap;
  /** What the policy would do at once is taken for done. */
  quiet?: true;
}

/** Moves a running ticket to another policy. */
export const changePolicy = defineUpdate<CommandAnswer, [unknown]>('changePolicy');

/** What became of a fact that found no running workflow. */
export type Reception = 'applied' | 'ignored' | 'unknown-ticket';

/** Answers once the state is loaded and everything heard before has been decided on. */
export const received = defineUpdate<Reception, [{ eventId: string }]>('received');

// ---- queries ----

/** An alert that has not reached its target. */
export interface UnsentAlert {
  key: string;
  target: string;
  /**
   * `waiting` behind an earlier one to the same target; `sending`, first or again; `undelivered`: neither its target nor anybody instead
   * could be told, and it is tried slowly; `deferred`: it waits for the hours of its target.
   */
  state: 'waiting' | 'sending' | 'undelivered' | 'deferred';
  /** Of one that is `deferred`: when it goes out. */
  until?: IsoInstant;
}

export interface TicketStateView extends TicketView {
  rev: number;
  outbox: {
    /** Log entries not yet in the database. */
    logEntries: number;
    /** Everything that others act on is in the database. What only counts goes with the next write: `lookAgain` brings it. */
    persisted: boolean;
    alerts: UnsentAlert[];
  };
  /** The last alerts that were given up, oldest first; those that arrived all the same are left out. */
  undeliverable: UndeliverableAlert[];
  /** Messages whose form was wrong. */
  malformed: Malformed;
}

/** Null while a reopened ticket is still being loaded, or when there is no such ticket. */
export const state = defineQuery<TicketStateView | null>('state');

export interface ExplainMessage {
  /** For which instant, in epoch milliseconds; one that lies ahead is as time alone will make it. */
  at: Instant;
}

/** Why each rule did or did not fire. Null as for `state`. */
export const explain = defineQuery<TicketExplained | null, [ExplainMessage]>('explain');

// ---- input and result ----

/** Bounds of one run; production leaves them out. */
export interface RunLimits {
  /** Continue as new after so many messages. Default: 5,000 (a run may have 10,000 signals). */
  messagesPerRun?: number;
}

export type TicketInput = { limits?: RunLimits } & (
  | ({ mode: 'open' } & Beginning)
  /** A status that may reopen the ticket follows as a signal; the ticket is loaded from the database. `heard`: by runs that could not load it. */
  | {
      mode: 'reopen';
      ticketId: string;
      heard?: Heard;
      /** Visibility is told which policy the ticket has. Absent in histories of earlier versions: there it is only if it knew before. */
      tellsPolicy?: true;
    }
  | { mode: 'continue'; carried: { state: RunState; malformed: Malformed } }
);

export interface Heard {
  facts: Fact[];
  malformed: Malformed;
}

export interface TicketResult {
  ticketId: string;
  /** `unknown-ticket`: asked to reopen a ticket that was never created. */
  outcome: 'closed' | 'unknown-ticket';
  status?: string;
  tier?: string;
  seq?: number;
}

// ---- search attributes ----

export const SEARCH_ATTRIBUTES = {
  tier: defineSearchAttributeKey('TicketTier', SearchAttributeType.KEYWORD),
  status: defineSearchAttributeKey('TicketStatus', SearchAttributeType.KEYWORD),
  priority: defineSearchAttributeKey('TicketPriority', SearchAttributeType.KEYWORD),
  customerTier: defineSearchAttributeKey('CustomerTier', SearchAttributeType.KEYWORD),
  escalationReason: defineSearchAttributeKey('EscalationReason', SearchAttributeType.KEYWORD),
  escalated: defineSearchAttributeKey('Escalated', SearchAttributeType.BOOL),
  nextDeadlineAt: defineSearchAttributeKey('NextDeadlineAt', SearchAttributeType.DATETIME),
  slaDueAt: defineSearchAttributeKey('SlaDueAt', SearchAttributeType.DATETIME),
  policy: defineSearchAttributeKey('TicketPolicy', SearchAttributeType.KEYWORD),
} as const;

/** The search attributes of a ticket: set by the client at the start, and by the workflow when they change. @param policyHash absent: nothing is said of the policy */
export function searchAttributesOf(ticket: TicketSnapshot, policyHash?: string): SearchAttributeUpdatePair[] {
  const { nextDeadlineAt, slaDueAt } = ticket;
  return [
    { key: SEARCH_ATTRIBUTES.tier, value: ticket.tier },
    { key: SEARCH_ATTRIBUTES.status, value: ticket.status },
    { key: SEARCH_ATTRIBUTES.priority, value: ticket.priority },
    { key: SEARCH_ATTRIBUTES.customerTier, value: ticket.customerTier },
    { key: SEARCH_ATTRIBUTES.escalationReason, value: ticket.escalationReason },
    { key: SEARCH_ATTRIBUTES.escalated, value: ticket.escalated },
    { key: SEARCH_ATTRIBUTES.nextDeadlineAt, value: nextDeadlineAt === null ? null : new Date(nextDeadlineAt) },
    { key: SEARCH_ATTRIBUTES.slaDueAt, value: slaDueAt === null ? null : new Date(slaDueAt) },
    ...(policyHash === undefined ? [] : [{ key: SEARCH_ATTRIBUTES.policy, value: policyHash }]),
  ];
}
