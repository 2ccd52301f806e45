/**
 * What each condition of a rule means. A new predicate is one entry here, its type in `policy.ts` and its form in
 * `src/policy/schema.ts`.
 */
import { slaDeadline } from './clocks.js';
import type { Instant, Rule, When } from './policy.js';
import type { TicketState } from './ticket.js';

/** It holds, and has always done so as far as the clock is concerned. */
export const ALWAYS: Instant = -Infinity;
/** It does not hold, and waiting alone will not change that. */
export const NEVER: Instant = Infinity;

interface Predicate<A> {
  /** From which instant on it holds, if nothing but the time changes. */
  holdsFrom(argument: A, ticket: TicketState): Instant;
  /** Which occurrence it is; absent when the predicate does not tell occurrences apart. */
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

/** A rule looked at with one ticket. */
export interface Reading {
  rule: Rule;
  /** From which instant on all its predicates hold, if nothing but the time changes. */
  holdsFrom: Instant;
  /** The trigger instance it belongs to. */
  instance: string;
}

/** Reads one rule. @throws when the rule names a predicate this engine does not know. */
export function readRule(rule: Rule, ticket: TicketState): Reading {
  let holdsFrom = ALWAYS;
  const instance: (string | number)[] = [];
  for (const name of Object.keys(rule.when) as (keyof When)[]) {
    const predicate = PREDICATES[name] as Predicate<unknown> | undefined;
    if (!predicate) throw new Error(`rule ${rule.name}: unknown predicate ${name}`);
    const argument = rule.when[name];
    holdsFrom = Math.max(holdsFrom, predicate.holdsFrom(argument, ticket));
    if (predicate.instance) instance.push(predicate.instance(argument, ticket));
  }
  if (Number.isNaN(holdsFrom)) throw new Error(`rule ${rule.name}: its deadline is not a number`);
  return { rule, holdsFrom, instance: instanceKey(instance) };
}

/** The tuple of the predicates' instances as one string. */
export function instanceKey(parts: (string | number)[]): string {
  return JSON.stringify(parts);
}
