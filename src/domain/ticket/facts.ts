/** Facts: what happened to a ticket, and how each one changes the state. */
import type { Effect } from '../ladder/decision.js';
import { note, record } from '../ladder/log.js';
import { carryConsumed, slaRetargeted } from '../rules/carried.js';
import {
  withFirstResponse,
  withRun,
  withStatusOnClocks,
  withTargets,
  withUnansweredOnClocks,
} from '../rules/clock-changes.js';
import { slaDueAt } from '../rules/clocks.js';
import type { ENDING_FACTS, Instant } from '../rules/policy.js';
import { isOlder } from '../time/older.js';
import { isClosing } from './closing.js';
import { fieldsOf, tagsOf } from './desk-fields.js';
import { answered, closedAt, reopensByReply, unanswered } from './replies.js';
import { withScore } from './scores.js';
import { remember, SEEN_IDS, type TicketField, type TicketState } from './ticket.js';
import { altered, copyOf, withChanges } from './with-changes.js';

/** The fields of a ticket that a fact may change. */
export interface TicketChanges {
  status?: string;
  priority?: string;
  customerTier?: string;
  slaHours?: number;
  assigneeGroup?: string;
  /** All of them. */
  tags?: string[];
  /** These of the help desk's fields; null removes one. */
  fields?: Record<string, string | null>;
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
  | (Happened<'sentiment_scored'> & {
      score: number;
      /** What scored a text of the customer's. Default: nobody says; then it is not logged. */
      source?: string;
    })
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
  const reopening = before.closed ? reopeningStatus(before, fact, at) : undefined;
  if (before.closed && reopening === undefined) {
    // It changes nothing, so not even its id is remembered: a run that has ended could not do that either.
    return record(before, {}, { kind: 'ignored', event: fact.type }, now);
  }
  const changed = copyOf(before);
  changed.closed = false;
  changed.seenIds = remember(before.seenIds, fact.eventId, SEEN_IDS);
  if (endsAcknowledgement(before, fact.type)) changed.acknowledged = null;
  if (reopening !== undefined) changed.reopenedAt = now;
  const state = withRun(changedBy(before, changed, fact, at, now));
  if (fact.type === 'sentiment_scored' && fact.source !== undefined) {
    return note(state, { kind: 'scored', score: fact.score, source: fact.source }, now);
  }
  if (reopening === undefined) return { state, effects: [] };
  return record(state, {}, { kind: 'reopened', status: reopening }, now);
}

/** The status that a fact reopens a closed ticket with; undefined if it does not. */
function reopeningStatus(ticket: TicketState, fact: Fact, at: Instant): string | undefined {
  if (fact.type === 'customer_replied') return reopensByReply(ticket, at) ? ticket.policy.reopen!.status : undefined;
  if (fact.type !== 'ticket_changed' || fact.status === undefined) return undefined;
  const reopens = !isClosing(fact.status, ticket.policy) && !isOlder(at, ticket.factAt.status);
  return reopens ? fact.status : undefined;
}

const ENDING: Partial<Record<Fact['type'], (typeof ENDING_FACTS)[number]>> = {
  customer_replied: 'customer_reply',
  agent_replied: 'agent_reply',
  sentiment_scored: 'sentiment',
};

function endsAcknowledgement({ acknowledged, policy }: TicketState, type: Fact['type']): boolean {
  const name = ENDING[type];
  return acknowledged !== null && name !== undefined && (policy.acknowledgement?.ends.includes(name) ?? false);
}

/** @param changed a copy of the ticket, which is changed to what the fact says */
function changedBy(ticket: TicketState, changed: TicketState, fact: Fact, at: Instant, now: Instant): TicketState {
  switch (fact.type) {
    case 'customer_replied': {
      changed.lastActivityAt = lastActivity(ticket, at);
      changed.customerReplyCount = ticket.customerReplyCount + 1;
      return unanswered(changed, at);
    }
    case 'agent_replied': {
      changed.lastActivityAt = lastActivity(ticket, at);
      changed.lastTransition = ticket.lastTransition && altered(ticket.lastTransition, { agentReplied: true });
      if (ticket.repeats) changed.repeats = undefined;
      const replied = answered(changed, at);
      // What the first reply answers has not run on `next_response`, which waits for it.
      return ticket.clocks ? withFirstResponse(withUnansweredOnClocks(replied), at) : replied;
    }
    case 'sentiment_scored':
      if (!ticket.sentiment || !isOlder(at, ticket.sentiment.at)) {
        changed.sentiment = { score: fact.score, at, eventId: fact.eventId, used: false };
      }
      return withScore(changed, { score: fact.score, at, eventId: fact.eventId });
    case 'resolution_confirmed':
      // Somebody has set the status since, or a reply has reopened the ticket: an older fact does not overwrite a newer one.
      if (mayClose(ticket, at)) {
        changed.resolutionConfirmedAt = Math.max(at, ticket.resolutionConfirmedAt ?? at);
      }
      return changed;
    case 'ticket_changed':
      return withFields(ticket, changed, fact, at, now);
  }
}

const FIELDS: readonly TicketField[] = ['status', 'priority', 'customerTier', 'slaHours', 'assigneeGroup'];

function withFields(
  ticket: TicketState,
  changed: TicketState,
  told: TicketChanges,
  at: Instant,
  now: Instant,
): TicketState {
  let statusHeard = false;
  const factAt = altered(ticket.factAt, {});
  for (const field of FIELDS) {
    if (told[field] === undefined || !isNews(ticket, field, told, at)) continue;
    if (field === 'status') statusHeard = true;
    factAt[field] = at;
    (changed as Record<TicketField, unknown>)[field] = told[field];
  }
  changed.factAt = factAt;

  const statusSet = statusHeard && (changed.status !== ticket.status || isFirstWord(ticket));
  const prioritySet = changed.priority !== ticket.priority;
  const groupSet = changed.assigneeGroup !== ticket.assigneeGroup;
  if (prioritySet || groupSet || statusSet) changed.lastActivityAt = lastActivity(ticket, at);
  if (prioritySet || groupSet) {
    changed.steps = ticket.steps.map((step) =>
      altered(step, {
        prioritySetByPerson: step.prioritySetByPerson || prioritySet,
        groupSetByPerson: step.groupSetByPerson || groupSet,
      }),
    );
  }
  if (told.tags) Object.assign(changed, tagsOf(ticket, told.tags, at));
  if (told.fields) Object.assign(changed, fieldsOf(changed, told.fields, at));
  const closes = statusHeard && isClosing(told.status!, ticket.policy);
  if (closes) {
    changed.acknowledged = null;
    if (ticket.snoozed) changed.snoozed = undefined;
    if (ticket.reopenedByReply) changed.reopenedByReply = undefined;
  } else if (statusHeard && ticket.reopenedByReply) {
    changed.reopenedByReply = { at: ticket.reopenedByReply.at, settled: true };
  }

  let state = closes ? closedAt(changed, at) : changed;
  if (statusSet) state = withUnansweredOnClocks(withStatusOnClocks(state, at));
  return retargeted(ticket, state, now);
}

/** Had the help desk reopened the ticket before the customer's reply did, its status would have been a change, whatever it is. */
function isFirstWord({ reopenedByReply }: TicketState): boolean {
  return reopenedByReply !== undefined && !reopenedByReply.settled;
}

/** An older fact does not overwrite a newer one. */
function isNews(ticket: TicketState, field: TicketField, told: TicketChanges, at: Instant): boolean {
  if (field === 'status' && isClosing(told.status!, ticket.policy)) return mayClose(ticket, at);
  return !isOlder(at, ticket.factAt[field]);
}

/** What is older than the status that stands closes nothing; nor what is older than the reply that reopened the ticket. */
function mayClose({ factAt, reopenedByReply }: TicketState, at: Instant): boolean {
  return !isOlder(at, factAt.status) && !(reopenedByReply && isOlder(at, reopenedByReply.at));
}

/** With what the new fields make of targets and their marks. */
function retargeted(before: TicketState, changed: TicketState, now: Instant): TicketState {
  if (!changed.clocks) return before.slaHours === changed.slaHours ? changed : anotherSla(before, changed, now);
  const { ticket, retargeted: clocks } = withTargets(changed, now);
  let state = ticket;
  for (const clock of clocks) {
    const marks = carryConsumed(state, clock, now);
    if (marks !== state.marks) state = withChanges(state, { marks });
  }
  const { breachedAt } = state.clocks!.resolution ?? {};
  if (state.slaBreachedAt !== null && breachedAt === null) state = withChanges(state, { slaBreachedAt: null });
  return state;
}

function anotherSla(before: TicketState, state: TicketState, now: Instant): TicketState {
  const marks = carryConsumed(state, slaRetargeted(before, state.slaHours), now);
  const { slaBreachedAt } = state;
  // A target that has not been reached yet takes the breach back.
  return withChanges(state, { marks, slaBreachedAt: slaDueAt(state) > now ? null : slaBreachedAt });
}

/** Replies of either side and changes of status, priority or assignee end an idle spell; nothing else does. */
function lastActivity(ticket: TicketState, at: Instant): Instant {
  return Math.max(ticket.lastActivityAt, at);
}
