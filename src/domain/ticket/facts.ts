/** Facts: what happened to a ticket, and how each one changes the state. */
import { record } from '../ladder/log.js';
import type { Effect } from '../ladder/decision.js';
import { carryConsumed } from '../rules/marks.js';
import type { Instant } from '../rules/policy.js';
import { isClosing, remember, SEEN_IDS, type TicketField, type TicketState } from './ticket.js';
import { withChanges } from './with-changes.js';

/** The fields of a ticket that a fact may change. */
export interface TicketChanges {
  status?: string;
  priority?: string;
  customerTier?: string;
  slaHours?: number;
  assigneeGroup?: string;
}

interface Happened<T extends string> {
  type: T;
  /** Unique for the ticket; a repeat is dropped. */
  eventId: string;
  /** When it happened at the source. */
  at: Instant;
}

export type Fact =
  | Happened<'customer_replied'>
  | Happened<'agent_replied'>
  | (Happened<'sentiment_scored'> & { score: number })
  | (Happened<'ticket_changed'> & TicketChanges)
  | Happened<'resolution_confirmed'>;

export interface Applied {
  state: TicketState;
  effects: Effect[];
}

/** True when the id was seen before; else the state that remembers it. */
export function rememberId(state: TicketState, id: string): TicketState | 'repeat' {
  if (state.seenIds.includes(id)) return 'repeat';
  return withChanges(state, { seenIds: remember(state.seenIds, id, SEEN_IDS) });
}

/**
 * Applies one fact. It decides nothing; `decide` does, after all facts of the wake.
 * A repeat leaves the very same state object.
 */
export function applyFact(before: TicketState, fact: Fact, now: Instant): Applied {
  if (before.seenIds.includes(fact.eventId)) return { state: before, effects: [] };
  const at = Math.min(fact.at, now);
  const reopening = fact.type === 'ticket_changed' && before.closed && reopens(before, fact.status, at);
  if (before.closed && !reopening) {
    // It changes nothing, so not even its id is remembered: a run that has ended could not do that either.
    return record(before, {}, { kind: 'ignored', event: fact.type }, now);
  }
  const changes: Partial<TicketState> = {
    closed: false,
    seenIds: remember(before.seenIds, fact.eventId, SEEN_IDS),
    ...changesOf(before, fact, at, now),
  };
  if (reopening) return record(before, changes, { kind: 'reopened', status: fact.status! }, now);
  return { state: withChanges(before, changes), effects: [] };
}

function reopens(state: TicketState, status: string | undefined, at: Instant): boolean {
  return status !== undefined && !isClosing(status) && at >= state.factAt.status;
}

function changesOf(ticket: TicketState, fact: Fact, at: Instant, now: Instant): Partial<TicketState> {
  switch (fact.type) {
    case 'customer_replied':
      return { lastActivityAt: lastActivity(ticket, at), customerReplyCount: ticket.customerReplyCount + 1 };
    case 'agent_replied':
      return {
        lastActivityAt: lastActivity(ticket, at),
        lastTransition: ticket.lastTransition && { ...ticket.lastTransition, agentReplied: true },
      };
    case 'sentiment_scored':
      if (ticket.sentiment && at < ticket.sentiment.at) return {};
      return { sentiment: { score: fact.score, at, eventId: fact.eventId, used: false } };
    case 'resolution_confirmed':
      // Somebody has set the status since: an older fact does not overwrite a newer one.
      if (at < ticket.factAt.status) return {};
      return { resolutionConfirmedAt: Math.max(at, ticket.resolutionConfirmedAt ?? at) };
    case 'ticket_changed':
      return fieldChanges(ticket, fact, at, now);
  }
}

const FIELDS: readonly TicketField[] = ['status', 'priority', 'customerTier', 'slaHours', 'assigneeGroup'];

function fieldChanges(ticket: TicketState, told: TicketChanges, at: Instant, now: Instant): Partial<TicketState> {
  const heard = FIELDS.filter((field) => told[field] !== undefined && at >= ticket.factAt[field]);
  const set = heard.filter((field) => told[field] !== ticket[field]);
  const factAt = { ...ticket.factAt };
  for (const field of heard) factAt[field] = at;
  const changes: Partial<TicketState> = { factAt };
  for (const field of set) Object.assign(changes, { [field]: told[field] });

  const prioritySet = set.includes('priority');
  const groupSet = set.includes('assigneeGroup');
  if (prioritySet || groupSet || set.includes('status')) changes.lastActivityAt = lastActivity(ticket, at);
  if (prioritySet || groupSet) {
    changes.steps = ticket.steps.map((step) => ({
      ...step,
      prioritySetByPerson: step.prioritySetByPerson || prioritySet,
      groupSetByPerson: step.groupSetByPerson || groupSet,
    }));
  }
  if (set.includes('slaHours')) changes.marks = carryConsumed(ticket, told.slaHours!, now);
  return changes;
}

/** Replies of either side and changes of status, priority or assignee end an idle spell; nothing else does. */
function lastActivity(ticket: TicketState, at: Instant): Instant {
  return Math.max(ticket.lastActivityAt, at);
}
