/**
 * What each condition of a rule means. A new predicate is one entry here, its type in `policy.ts` and its form in
 * `src/policy/schema.ts`.
 */
import { slaDeadline } from './clocks.js';
import type { Instant, When } from './policy.js';
import type { TicketState } from '../ticket/ticket.js';

/** It holds, and has always done so as far as the clock is concerned. */
export const ALWAYS: Instant = -Infinity;
/** It does not hold, and waiting alone will not change that. */
export const NEVER: Instant = Infinity;

export interface Predicate<A> {
  /** From which instant on it holds, if nothing but the time changes. */
  holdsFrom(argument: A, ticket: TicketState): Instant;
  /** Which occurrence it is; absent when the predicate does not tell occurrences apart. Asked only after `holdsFrom`: what is wrong with the rule has thrown there. */
  instance?(argument: A, ticket: TicketState): string | number;
}

const oneOf = (value: (ticket: TicketState) => string): Predicate<string[]> => ({
  holdsFrom: (list, ticket) => (list.includes(value(ticket)) ? ALWAYS : NEVER),
});

export const PREDICATES: { [K in keyof When]-?: Predicate<NonNullable<When[K]>> } = {
  sla_used: {
    holdsFrom: (percent, ticket) => slaDeadline(ticket, percent),
    instance: (percent, ticket) => slaDeadline(ticket, percent),
  },
  idle: {
    holdsFrom: (length, ticket) => ticket.lastActivityAt + length,
    instance: (_length, ticket) => ticket.lastActivityAt,
  },
  stalled: {
    holdsFrom: (length, { lastTransition: last }) =>
      last?.kind === 'escalated' && !last.agentReplied ? last.at + length : NEVER,
    instance: (_length, ticket) => ticket.seq,
  },
  sentiment_below: {
    holdsFrom: (limit, { sentiment }) => (sentiment && sentiment.score < limit ? ALWAYS : NEVER),
    instance: (_limit, ticket) => ticket.sentiment?.eventId ?? '',
  },
  customer_replies: {
    holdsFrom: (count, ticket) => (ticket.customerReplyCount >= count ? ALWAYS : NEVER),
    instance: (count, ticket) => Math.floor(ticket.customerReplyCount / count),
  },
  status: oneOf((ticket) => ticket.status),
  customer_tier: oneOf((ticket) => ticket.customerTier),
  tier: oneOf((ticket) => ticket.tier),
  priority: oneOf((ticket) => ticket.priority),
};
