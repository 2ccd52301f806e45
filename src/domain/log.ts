/** Writing a decision down: into the ticket's own history and as an effect for the log. */
import { isTransition, type Decision, type Draft, type Effect, type Transition } from './decision.js';
import type { Instant } from './policy.js';
import { HISTORY, remember, type TicketState } from './ticket.js';

/** A state after something was decided, and what that asks of the world. */
export interface Recorded {
  state: TicketState;
  effects: Effect[];
}

/** Adds a decision to the history. Transitions are logged under their `seq`, all else under a running number. */
export function record(before: TicketState, draft: Draft, now: Instant): Recorded {
  const decision: Decision = { at: now, ticketId: before.ticketId, ...draft };
  const logged = before.logged + 1;
  const id = isTransition(decision)
    ? transitionId(before.ticketId, decision.seq)
    : entryId(before.ticketId, decision.kind, logged);
  return {
    state: { ...before, logged, history: remember(before.history, decision, HISTORY) },
    effects: [{ kind: 'log', entry: { id, number: logged, decision } }],
  };
}

export function transitionId(ticketId: string, seq: number): string {
  return `${ticketId}:${seq}`;
}

type OtherKind = Exclude<Decision['kind'], Transition['kind']>;

const OTHER_KINDS = Object.keys({
  held: true,
  closed: true,
  reopened: true,
  ignored: true,
  acknowledged: true,
} satisfies Record<OtherKind, true>) as OtherKind[];

/** Ids that an entry with this number may have, transitions apart. */
export function entryIds(ticketId: string, number: number): string[] {
  return OTHER_KINDS.map((kind) => entryId(ticketId, kind, number));
}

function entryId(ticketId: string, kind: OtherKind, number: number): string {
  return `${ticketId}:${kind}:${number}`;
}
