/** Writing a decision down: into the ticket's own history and as an effect for the log. */
import { isTransition, type Decision, type Draft, type Effect, type LogEffect } from './decision.js';
import type { Instant } from '../rules/policy.js';
import { HISTORY, remember, type TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';

/** A state after something was decided, and what that asks of the world. */
export interface RecordedState {
  state: TicketState;
  effects: Effect[];
}

/** The same with the decision itself. */
interface RecordedDecision {
  state: TicketState;
  effects: LogEffect[];
  decision: Decision;
}

/** The same without a place in the history: the last decisions are more telling. */
export function note(before: TicketState, draft: Draft, now: Instant): RecordedState {
  const { state, effects } = record(before, {}, draft, now);
  return { state: withChanges(state, { history: before.history }), effects };
}

/**
 * Changes a ticket and adds the decision behind it to its history. Transitions are logged under their `seq`, all else under a running number.
 * @param changes the function's own from here on
 */
export function record(
  before: TicketState,
  changes: Partial<TicketState>,
  draft: Draft,
  now: Instant,
): RecordedDecision {
  const decision: Decision = { at: now, ticketId: before.ticketId, ...draft };
  const logged = before.logged + 1;
  const id = isTransition(decision)
    ? `${before.ticketId}:${decision.seq}`
    : `${before.ticketId}:${decision.kind}:${logged}`;
  changes.logged = logged;
  changes.history = remember(before.history, decision, HISTORY);
  return {
    decision,
    state: withChanges(before, changes),
    effects: [{ kind: 'log', entry: { id, number: logged, decision } }],
  };
}
