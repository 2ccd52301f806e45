/** What lies ahead of a ticket if nothing but the time changes. */
import { tierAbove } from '../ladder/ladder.js';
import { isClosing } from '../ticket/closing.js';
import type { TicketState } from '../ticket/ticket.js';
import { breachAt } from './clocks.js';
import { holdOn, type Hold } from './holds.js';
import { hasBareMark, hasMark, isMarked, isThrough } from './marks.js';
import { afterLength } from './opening.js';
import { CLOCKS, type ClockName, type Instant, type Rule } from './policy.js';
import { NEVER } from './predicates/predicate.js';
import { readRules, type Reading, type Readings } from './readings.js';

/** Something that will happen by itself if nothing but the time changes. */
export interface Upcoming {
  at: Instant;
  /** The rule that comes true or is let go; absent for a breach, and where the ticket closes by itself. */
  rule?: string;
  /** The tier it asks for; that of the ticket if it only tells. */
  to?: string;
  /** It tells, and changes nothing. */
  tells?: true;
  /** It has come true already, and tells again for this time. */
  repeat?: number;
  /** The clock that is breached, of a policy that names some. */
  clock?: ClockName;
  /** The ticket closes by itself, with this status. */
  closesAs?: string;
  /** What holds rules today will hold this one when it comes true, until then. */
  heldUntil?: Instant;
  /** What that is. Absent: the cooldown. */
  heldBy?: Hold['by'];
}

/** What lies ahead, soonest first: marks not yet reached, the end of what holds rules, the breach. */
export function upcoming(ticket: TicketState, now: Instant): Upcoming[] {
  if (ticket.closed) return [];
  const rules = readRules(ticket, now)
    .all()
    .map((reading) => ({ reading, at: aheadAt(ticket, reading, now) }));
  return [
    ...rules.filter(({ at }) => at < NEVER).map(({ at, reading }) => upcomingRule(ticket, reading, at, now)),
    ...breachesAhead(ticket, now),
    ...repeatsAhead(ticket, now),
    ...closingAhead(ticket, now),
  ].sort((a, b) => a.at - b.at);
}

function closingAhead(ticket: TicketState, now: Instant): Upcoming[] {
  const { autoClose } = ticket.policy;
  const at = autoClose ? autoCloseAt(ticket, now) : NEVER;
  return at > now && at < NEVER ? [{ at, closesAs: autoClose!.as }] : [];
}

/** The first instant after `now` at which something may happen by itself; null when nothing will. */
export function nextWakeAt(ticket: TicketState, now: Instant): Instant | null {
  return ticket.closed ? null : firstAhead(ticket, readRules(ticket, now), now);
}

/** When a rule comes true or is let go, after `now`; {@link NEVER} when it has been through what comes, or neither will be. */
export function aheadAt(ticket: TicketState, reading: Reading, now: Instant): Instant {
  const { rule, holdsFrom, compiled } = reading;
  if (!compiled.node) {
    const at = mayBeAheadAt(ticket, rule, holdsFrom, now);
    return at < NEVER && isMarked(ticket, 'consumed', reading) ? NEVER : at;
  }
  // What it has been through without any instance is over once it has not held, so somebody has to look then.
  const ends = holdsFrom <= now && hasBareMark(ticket, rule) ? reading.lastsUntil() : NEVER;
  const next = Math.min(
    ends,
    reading.next((instance) => hasMark(ticket, 'consumed', rule, instance), ends),
  );
  const until = ticket.held.find((held) => held.rule === rule.name)?.until;
  return until !== undefined && until > now ? Math.min(until, next) : next;
}

/** {@link aheadAt} of a plain condition that has not been through what comes. */
function mayBeAheadAt({ held }: TicketState, rule: Rule, holdsFrom: Instant, now: Instant): Instant {
  if (holdsFrom > now) return holdsFrom;
  for (const one of held) if (one.rule === rule.name) return one.until > now ? one.until : NEVER;
  return NEVER;
}

/** The first breach, when one is still to come. */
function breachAhead(ticket: TicketState, now: Instant): Instant {
  if (!ticket.clocks) {
    const at = ticket.slaBreachedAt === null ? breachAt(ticket, 'resolution') : NEVER;
    return at > now ? at : NEVER;
  }
  let first = NEVER;
  for (const name of CLOCKS) {
    const at = breachAt(ticket, name);
    if (at > now && at < first) first = at;
  }
  return first;
}

function breachesAhead(ticket: TicketState, now: Instant): Upcoming[] {
  if (!ticket.clocks) {
    const at = breachAhead(ticket, now);
    return at < NEVER ? [{ at }] : [];
  }
  return CLOCKS.flatMap((clock) => {
    const at = breachAt(ticket, clock);
    return at > now && at < NEVER ? [{ at, clock }] : [];
  });
}

/** {@link nextWakeAt} of a ticket that is not closed and whose rules have been read. */
export function firstAhead(ticket: TicketState, read: Readings, now: Instant): Instant | null {
  let first = breachAhead(ticket, now);
  const { rules, holdsFrom } = read;
  for (let nth = 0; nth < rules.length; nth++) {
    const { rule, node } = rules[nth]!;
    if (node) {
      if (holdsFrom[nth]! < NEVER) first = Math.min(first, aheadAt(ticket, read.of(nth), now));
      continue;
    }
    const at = mayBeAheadAt(ticket, rule, holdsFrom[nth]!, now);
    // Whether it has been through what comes later than another is of no matter.
    if (at < first && !isThrough(ticket, read, nth)) first = at;
  }
  if (ticket.repeats) first = Math.min(first, repeatAhead(ticket, read.all(), now));
  if (ticket.policy.autoClose) {
    const at = autoCloseAt(ticket, now);
    if (at > now) first = Math.min(first, at);
  }
  return first < NEVER ? first : null;
}

function repeatsAhead({ repeats = {}, policy, tier }: TicketState, now: Instant): Upcoming[] {
  return policy.rules.flatMap(({ name: rule, repeat: how }): Upcoming[] => {
    const known = repeats[rule];
    if (!known || !how) return [];
    const repeat = known.told + 1;
    const at = known.at + repeat * how.every;
    return at > now ? [{ at, rule, to: tier, tells: true, repeat }] : [];
  });
}

/** When somebody is told again, or that comes to its end because the occurrence does. */
function repeatAhead({ repeats = {} }: TicketState, readings: readonly Reading[], now: Instant): Instant {
  const times = readings.flatMap((reading) => {
    const { name, repeat } = reading.rule;
    const known = repeats[name];
    if (!known || !repeat) return [];
    return [known.at + (known.told + 1) * repeat.every, reading.lastsUntil(known.instance)];
  });
  return Math.min(NEVER, ...times.filter((at) => at > now));
}

/** When a ticket closes by itself; {@link NEVER} while it has another status, or a reply of the customer that nobody has answered. */
export function autoCloseAt(ticket: TicketState, now: Instant): Instant {
  const { policy, status, lastActivityAt, replies, snoozed } = ticket;
  const { autoClose } = policy;
  if (!autoClose?.status.includes(status) || isClosing(status, policy)) return NEVER;
  if (replies && replies.unanswered.length > 0) return NEVER;
  const at = afterLength(policy, lastActivityAt, autoClose.idle);
  return snoozed && snoozed.until > now ? Math.max(at, snoozed.until) : at;
}

function upcomingRule(
  ticket: TicketState,
  { rule, holdsFrom, compiled }: Reading,
  at: Instant,
  now: Instant,
): Upcoming {
  const to = rule.to === undefined ? undefined : tierAbove(ticket, rule.to);
  const asks = to !== undefined || rule.to === undefined;
  const hold = asks && holdsFrom > now ? holdOn(ticket, compiled, holdsFrom) : undefined;
  return {
    at,
    rule: rule.name,
    to: to?.name ?? ticket.tier,
    ...(rule.to === undefined && { tells: true }),
    ...(hold && { heldUntil: hold.until, ...(hold.by && { heldBy: hold.by }) }),
  };
}
