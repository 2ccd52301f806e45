/** What lies ahead of a ticket if nothing but the time changes. */
import { slaDueAt } from './clocks.js';
import { inCooldown, tierAbove } from '../ladder/ladder.js';
import { isMarked } from './marks.js';
import type { Instant } from './policy.js';
import { NEVER } from './predicates/predicate.js';
import { readRules, type Reading } from './readings.js';
import type { TicketState } from '../ticket/ticket.js';

/** Something that will happen by itself if nothing but the time changes. */
export interface Upcoming {
  at: Instant;
  /** The rule that comes true or is let go by the cooldown; absent for the breach itself. */
  rule?: string;
  /** The tier it asks for. */
  to?: string;
  /** The cooldown of today will hold the rule when it comes true, until then. */
  heldUntil?: Instant;
}

/** What lies ahead, soonest first: marks not yet reached, the end of the cooldown for held rules, the breach. */
export function upcoming(ticket: TicketState, now: Instant): Upcoming[] {
  if (ticket.closed) return [];
  const rules = readRules(ticket).readings.map((reading) => ({ reading, at: aheadAt(ticket, reading, now) }));
  return [...rules, { reading: undefined, at: breachAt(ticket, now) }]
    .filter(({ at }) => at < NEVER)
    .map(({ at, reading }) => (reading ? upcomingRule(ticket, reading, at, now) : { at }))
    .sort((a, b) => a.at - b.at);
}

/** The first instant after `now` at which something may happen by itself; null when nothing will. */
export function nextWakeAt(ticket: TicketState, now: Instant): Instant | null {
  return ticket.closed ? null : firstAhead(ticket, readRules(ticket).readings, now);
}

/** When a rule comes true or is let go, after `now`; {@link NEVER} when it has been through that instance, or neither will be. */
function aheadAt(ticket: TicketState, reading: Reading, now: Instant): Instant {
  const { rule, holdsFrom } = reading;
  const at = holdsFrom > now ? holdsFrom : ticket.held.find((held) => held.rule === rule.name)?.until;
  return at === undefined || at <= now || isMarked(ticket, 'consumed', reading) ? NEVER : at;
}

/** The breach, when it is still to come. */
function breachAt(ticket: TicketState, now: Instant): Instant {
  const at = slaDueAt(ticket);
  return ticket.slaBreachedAt === null && at > now ? at : NEVER;
}

/** {@link nextWakeAt} of a ticket that is not closed and whose rules have been read. */
export function firstAhead(ticket: TicketState, readings: readonly Reading[], now: Instant): Instant | null {
  let first = breachAt(ticket, now);
  for (const reading of readings) first = Math.min(first, aheadAt(ticket, reading, now));
  return first < NEVER ? first : null;
}

function upcomingRule(ticket: TicketState, { rule, holdsFrom }: Reading, at: Instant, now: Instant): Upcoming {
  const to = tierAbove(ticket, rule.to);
  const heldUntil = to && !rule.bypassCooldown && holdsFrom > now && inCooldown(ticket, holdsFrom);
  return {
    at,
    rule: rule.name,
    to: to?.name ?? ticket.tier,
    ...(heldUntil ? { heldUntil: ticket.cooldownUntil! } : {}),
  };
}
