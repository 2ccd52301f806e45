/** The engine's centre: given a ticket and the time, what happens now, and when to look again. */
import { slaDueAt } from './clocks.js';
import type { Effect } from './decision.js';
import { climb, comeDown, heightOf, tierAbove } from './ladder.js';
import { record, type Recorded } from './log.js';
import { isMarked, withMark } from './marks.js';
import type { DeEscalation, Instant, Tier } from './policy.js';
import { NEVER, readRule, type Reading } from './predicates.js';
import { isClosing, type HeldRule, type TicketState } from './ticket.js';

export interface Outcome {
  state: TicketState;
  effects: Effect[];
  /** The first instant at which something may happen by itself; null when nothing will. */
  nextWakeAt: Instant | null;
}

/** A rule that holds, has not been through this instance, and asks for a tier above the ticket's. */
interface Candidate extends Reading {
  target: Tier;
}

/**
 * Decides once, at `now`, after the facts of the wake have been applied. After each transition it starts again at the
 * top, until nothing more happens at this instant.
 */
export function decide(ticket: TicketState, now: Instant): Outcome {
  if (ticket.closed) return { state: ticket, effects: [], nextWakeAt: null };
  let state = countRuleErrors(recordBreach(ticket, now));
  const effects: Effect[] = [];
  while (!state.closed) {
    state = consumeSatisfied(state, now);
    const step = resolve(state, now) ?? close(state, now) ?? stepDown(state, now) ?? escalate(state, now);
    if (!step) break;
    state = step.state;
    effects.push(...step.effects);
  }
  if (state.closed) return { state, effects, nextWakeAt: null };
  const held = hold(state, now);
  return {
    state: held.state,
    effects: [...effects, ...held.effects],
    nextWakeAt: nextWakeAt(held.state, now),
  };
}

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
  const held = new Map(ticket.held.map(({ rule, until }) => [rule, until]));
  const marks = readRules(ticket)
    .filter(({ rule, instance }) => !isMarked(ticket, 'consumed', rule, instance))
    .map(({ rule, holdsFrom }) => {
      const to = tierAbove(ticket, rule.to);
      return {
        at: holdsFrom > now ? holdsFrom : (held.get(rule.name) ?? NEVER),
        rule: rule.name,
        to: to?.name ?? ticket.tier,
        ...(to && inCooldown(ticket, holdsFrom) && !rule.bypassCooldown && holdsFrom > now
          ? { heldUntil: ticket.cooldownUntil! }
          : {}),
      };
    });
  const breach = ticket.slaBreachedAt === null ? [{ at: slaDueAt(ticket) }] : [];
  return [...marks, ...breach].filter(({ at }) => at > now && at < NEVER).sort((a, b) => a.at - b.at);
}

/** The first instant after `now` at which something may happen by itself; null when nothing will. */
export function nextWakeAt(ticket: TicketState, now: Instant): Instant | null {
  return upcoming(ticket, now)[0]?.at ?? null;
}

/** Every rule that can be read; one whose evaluation throws never stops the others. */
function readRules(ticket: TicketState): Reading[] {
  return ticket.policy.rules.flatMap((rule) => {
    try {
      if (rule.to !== 'next') heightOf(ticket.policy, rule.to);
      return [readRule(rule, ticket)];
    } catch {
      return [];
    }
  });
}

function countRuleErrors(ticket: TicketState): TicketState {
  const readable = new Set(readRules(ticket).map(({ rule }) => rule));
  const broken = ticket.policy.rules.filter((rule) => !readable.has(rule));
  if (broken.length === 0) return ticket;
  const ruleErrors = { ...ticket.ruleErrors };
  for (const { name } of broken) ruleErrors[name] = (ruleErrors[name] ?? 0) + 1;
  return { ...ticket, ruleErrors };
}

/** A breach is recorded whatever the cooldown holds: as the moment the SLA ran out. */
function recordBreach(ticket: TicketState, now: Instant): TicketState {
  const due = slaDueAt(ticket);
  return ticket.slaBreachedAt === null && now >= due ? { ...ticket, slaBreachedAt: due } : ticket;
}

/** Rules that hold and have not been through this instance. */
function live(ticket: TicketState, now: Instant): Reading[] {
  return readRules(ticket).filter(
    ({ rule, holdsFrom, instance }) => now >= holdsFrom && !isMarked(ticket, 'consumed', rule, instance),
  );
}

/** A rule whose target is not above the ticket's tier has got what it asks for. */
function consumeSatisfied(ticket: TicketState, now: Instant): TicketState {
  return live(ticket, now)
    .filter(({ rule }) => !tierAbove(ticket, rule.to))
    .reduce((state, { rule, instance }) => withMark(state, 'consumed', rule, instance), ticket);
}

function candidates(ticket: TicketState, now: Instant): Candidate[] {
  return live(ticket, now).flatMap((reading) => {
    const target = tierAbove(ticket, reading.rule.to);
    return target ? [{ ...reading, target }] : [];
  });
}

/** A confirmed resolution takes back what the policy says and then resolves the ticket. */
function resolve(ticket: TicketState, now: Instant): Recorded | undefined {
  if (ticket.resolutionConfirmedAt === null) return undefined;
  const resolved: TicketState = {
    ...ticket,
    status: 'resolved',
    factAt: { ...ticket.factAt, status: Math.max(ticket.factAt.status, ticket.resolutionConfirmedAt) },
    resolutionConfirmedAt: null,
  };
  const way = ticket.policy.deEscalate.find(({ when }) => 'resolution_confirmed' in when);
  if (!way || ticket.steps.length === 0) return { state: resolved, effects: [] };
  return comeDown(resolved, way.to, 'resolution', now);
}

function close(ticket: TicketState, now: Instant): Recorded | undefined {
  if (!isClosing(ticket.status)) return undefined;
  return record({ ...useSentiment(ticket), closed: true }, { kind: 'closed', status: ticket.status }, now);
}

/** A good score takes back a step. It is used up by the first decision that sees it, step or no step. */
function stepDown(ticket: TicketState, now: Instant): Recorded | undefined {
  const way = waySentimentAllows(ticket);
  if (!way) return undefined;
  const state = useSentiment(ticket);
  return state.steps.length === 0 ? { state, effects: [] } : comeDown(state, way.to, 'sentiment', now);
}

function waySentimentAllows({ sentiment, policy }: TicketState): DeEscalation | undefined {
  if (!sentiment || sentiment.used) return undefined;
  return policy.deEscalate.find(
    ({ when }) => 'sentiment_at_least' in when && sentiment.score >= when.sentiment_at_least,
  );
}

function useSentiment(ticket: TicketState): TicketState {
  return ticket.sentiment && waySentimentAllows(ticket)
    ? { ...ticket, sentiment: { ...ticket.sentiment, used: true } }
    : ticket;
}

function inCooldown(ticket: TicketState, now: Instant): boolean {
  return ticket.cooldownUntil !== null && now < ticket.cooldownUntil;
}

/** The winner among the candidates that may fire: highest bump, then the higher target, then policy order. */
function escalate(ticket: TicketState, now: Instant): Recorded | undefined {
  const all = candidates(ticket, now);
  const cooling = inCooldown(ticket, now);
  const height = ({ target }: Candidate) => heightOf(ticket.policy, target.name);
  const [winner] = all
    .filter(({ rule }) => !cooling || rule.bypassCooldown)
    .sort((a, b) => b.rule.bump - a.rule.bump || height(b) - height(a));
  if (!winner) return undefined;
  const { rule, instance, target } = winner;
  return climb(
    withMark(ticket, 'consumed', rule, instance),
    { to: target, bump: rule.bump, rule: rule.name, candidates: all.map((candidate) => candidate.rule.name) },
    now,
  );
}

/** Candidates left over are held until the cooldown ends; each is logged once for an instance. */
function hold(ticket: TicketState, now: Instant): Recorded {
  const left = candidates(ticket, now);
  const until = ticket.cooldownUntil ?? now;
  let state = withHeld(
    ticket,
    left.map(({ rule, instance }) => {
      const before = ticket.held.find((held) => held.rule === rule.name);
      const since = before && isMarked(ticket, 'held', rule, instance) ? before.since : now;
      return { rule: rule.name, since, until };
    }),
  );
  const effects: Effect[] = [];
  for (const { rule, instance } of left) {
    if (isMarked(state, 'held', rule, instance)) continue;
    const logged = record(withMark(state, 'held', rule, instance), { kind: 'held', rule: rule.name, until }, now);
    state = logged.state;
    effects.push(...logged.effects);
  }
  return { state, effects };
}

/** The same ticket when the same rules are held as before: a wake that finds nothing due changes nothing. */
function withHeld(ticket: TicketState, held: HeldRule[]): TicketState {
  const same =
    held.length === ticket.held.length &&
    held.every((h, i) => {
      const before = ticket.held[i]!;
      return h.rule === before.rule && h.since === before.since && h.until === before.until;
    });
  return same ? ticket : { ...ticket, held };
}
