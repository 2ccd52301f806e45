/** What lies ahead of a ticket if nothing but the time changes. */
import { slaDueAt } from './clocks.js';
import { inCooldown, tierAbove } from './ladder.js';
import { isMarked } from './marks.js';
import type { Instant } from './policy.js';
import { NEVER } from './predicates.js';
import { readRules, type Reading } from './readings.js';
import type { TicketState } from './ticket.js';

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
  return ahead(ticket, readRules(ticket).readings, now)
    .map(({ at, reading }) => (reading ? upcomingRule(ticket, reading, at, now) : { at }))
    .sort((a, b) => a.at - b.at);
}

/** The first instant after `now` at which something may happen by itself; null when nothing will. */
export function nextWakeAt(ticket: TicketState, now: Instant): Instant | null {
  return ticket.closed ? null : firstAhead(ticket, readRules(ticket).readings, now);
}

/** An instant to come at which a rule comes true or is let go; without a rule it is that of the breach. */
interface Ahead {
  at: Instant;
  reading?: Reading;
}

/** In policy order, the breach last. */
function ahead(ticket: TicketState, readings: readonly Reading[], now: Instant): Ahead[] {
  const all: Ahead[] = readings.map((reading) => {
    const held = reading.holdsFrom > now ? undefined : ticket.held.find(({ rule }) => rule === reading.rule.name);
    return { at: reading.holdsFrom > now ? reading.holdsFrom : (held?.until ?? NEVER), reading };
  });
  if (ticket.slaBreachedAt === null) all.push({ at: slaDueAt(ticket) });
  return all.filter(({ at, reading }) => at > now && at < NEVER && !(reading && isMarked(ticket, 'consumed', reading)));
}

/** {@link nextWakeAt} of a ticket that is not closed and whose rules have been read. */
export function firstAhead(ticket: TicketState, readings: readonly Reading[], now: Instant): Instant | null {
  const first = Math.min(...ahead(ticket, readings, now).map(({ at }) => at));
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
