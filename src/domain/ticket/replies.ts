/** Which replies of the customer nobody has answered, and what they do to a ticket that is closed. */
import { withStatusOnClocks, withUnansweredOnClocks } from '../rules/clock-changes.js';
import { compiledPolicy } from '../rules/compiled.js';
import type { Instant } from '../rules/policy.js';
import { isOlder } from '../time/older.js';
import { isClosing } from './closing.js';
import { UNANSWERED } from './limits.js';
import type { Replies, TicketState } from './ticket.js';
import { altered, withChanges } from './with-changes.js';

/** What is kept of replies; undefined if the policy has no use for it. */
function kept({ policy, replies }: TicketState): Replies | undefined {
  return replies ?? (compiledPolicy(policy).tracksReplies ? { unanswered: [] } : undefined);
}

/** A reply of the customer: whether it is unanswered, its `at` decides. It may reopen the ticket. */
export function unanswered(ticket: TicketState, at: Instant): TicketState {
  const replies = kept(ticket);
  if (!replies) return ticket;
  const reopens = isClosing(ticket.status, ticket.policy) && reopensByReply(ticket, at);
  const { answeredAt, closedAt } = replies;
  const isLater =
    (answeredAt === undefined || isOlder(answeredAt, at)) && (closedAt === undefined || isOlder(closedAt, at));
  let state = ticket;
  if (isLater || reopens) {
    const list = [...replies.unanswered, at].sort((a, b) => a - b);
    if (list.length > UNANSWERED) list.splice(1, 1);
    state = withChanges(state, { replies: altered(replies, { unanswered: list }) });
  } else if (!ticket.replies) {
    state = withChanges(state, { replies });
  }
  if (reopens) {
    // Its status keeps the `at` of the closing: any later one of the help desk wins over it.
    const { status } = ticket.policy.reopen!;
    state = withStatusOnClocks(withChanges(state, { status, reopenedByReply: { at } }), at);
  }
  return withUnansweredOnClocks(state);
}

/** Whether a customer's reply would reopen the ticket, which has a closing status. */
export function reopensByReply({ policy, replies }: TicketState, at: Instant): boolean {
  const closedAt = replies?.closedAt;
  if (!policy.reopen || closedAt === undefined) return false;
  return !isOlder(at, closedAt) && at - closedAt <= policy.reopen.within;
}

/** What an answer of `at` leaves unanswered. What answers of before have left is not judged by them again: a reply that reopens a ticket may be of their second. */
function notBefore({ unanswered }: Replies, at: Instant): Instant[] {
  return unanswered.filter((reply) => isOlder(at, reply));
}

/** An agent has replied. */
export function answered(ticket: TicketState, at: Instant): TicketState {
  const replies = kept(ticket);
  if (!replies) return ticket;
  const answeredAt = Math.max(at, replies.answeredAt ?? at);
  const list = notBefore(replies, at);
  return withChanges(ticket, { replies: altered(replies, { unanswered: list, answeredAt }) });
}

/** A closing status has been set. */
export function closedAt(ticket: TicketState, at: Instant): TicketState {
  const replies = kept(ticket);
  if (!replies) return ticket;
  const latest = Math.max(at, replies.closedAt ?? at);
  const list = notBefore(replies, at);
  const closed = altered(replies, { unanswered: list, closedAt: latest });
  return withUnansweredOnClocks(withChanges(ticket, { replies: closed }));
}
