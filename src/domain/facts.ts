/** Facts: what happened to a ticket, and how each one changes the state. */
import { record } from './log.js';
import type { Effect } from './decision.js';
import { slaDeadline } from './clocks.js';
import { carryConsumed } from './marks.js';
import type { Instant } from './policy.js';
import { isClosing, remember, SEEN_IDS, type TicketField, type TicketState } from './ticket.js';

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
  return { ...state, seenIds: remember(state.seenIds, id, SEEN_IDS) };
}

/**
 * Applies one fact. It decides nothing; `decide` does, after all facts of the wake.
 * A repeat leaves the very same state object.
 */
export function applyFact(before: TicketState, fact: Fact, now: Instant): Applied {
  const state = rememberId(before, fact.eventId);
  if (state === 'repeat') return { state: before, effects: [] };
  const at = Math.min(fact.at, now);

  if (!state.closed) return { state: changed(state, fact, at, now), effects: [] };
  if (fact.type === 'ticket_changed' && reopens(state, fact.status, at)) {
    const reopened = changed({ ...state, closed: false }, fact, at, now);
    return record(reopened, { kind: 'reopened', status: fact.status! }, now);
  }
  // It changes nothing, so not even its id is remembered: a run that has ended could not do that either.
  return record(before, { kind: 'ignored', event: fact.type }, now);
}

function reopens(state: TicketState, status: string | undefined, at: Instant): boolean {
  return status !== undefined && !isClosing(status) && at >= state.factAt.status;
}

function changed(state: TicketState, fact: Fact, at: Instant, now: Instant): TicketState {
  switch (fact.type) {
    case 'customer_replied':
      return { ...active(state, at), customerReplyCount: state.customerReplyCount + 1 };
    case 'agent_replied':
      return {
        ...active(state, at),
        lastTransition: state.lastTransition && { ...state.lastTransition, agentReplied: true },
      };
    case 'sentiment_scored':
      if (state.sentiment && at < state.sentiment.at) return state;
      return { ...state, sentiment: { score: fact.score, at, eventId: fact.eventId, used: false } };
    case 'resolution_confirmed':
      // Somebody has set the status since: an older fact does not overwrite a newer one.
      if (at < state.factAt.status) return state;
      return { ...state, resolutionConfirmedAt: Math.max(at, state.resolutionConfirmedAt ?? at) };
    case 'ticket_changed':
      return FIELDS.reduce((s, field) => setField(s, field, fact[field], at, now), state);
  }
}

const FIELDS: readonly TicketField[] = ['status', 'priority', 'customerTier', 'slaHours', 'assigneeGroup'];

/** Replies of either side and changes of status, priority or assignee end an idle spell; nothing else does. */
function active(state: TicketState, at: Instant): TicketState {
  return { ...state, lastActivityAt: Math.max(state.lastActivityAt, at) };
}

function setField(
  state: TicketState,
  field: TicketField,
  value: string | number | undefined,
  at: Instant,
  now: Instant,
): TicketState {
  if (value === undefined || at < state.factAt[field]) return state;
  const confirmed = { ...state, factAt: { ...state.factAt, [field]: at } };
  if (value === state[field]) return confirmed;
  const set: TicketState = { ...confirmed, [field]: value };
  switch (field) {
    case 'status':
      return active(set, at);
    case 'priority':
      return active({ ...set, steps: set.steps.map((step) => ({ ...step, prioritySetByPerson: true })) }, at);
    case 'assigneeGroup':
      return active({ ...set, steps: set.steps.map((step) => ({ ...step, groupSetByPerson: true })) }, at);
    case 'slaHours':
      return carryConsumed(
        set,
        (percent) => slaDeadline(state, percent),
        (percent) => slaDeadline(set, percent),
        now,
      );
    case 'customerTier':
      return set;
  }
}
