/** The engine's centre: given a ticket and the time, what happens now, and when to look again. */
import { withStatusOnClocks } from '../rules/clock-changes.js';
import { heightOf, unlessOf } from '../rules/compiled.js';
import { holdsAt } from '../rules/conditions.js';
import { holdOn, isAcknowledged, isSnoozed, type Hold } from '../rules/holds.js';
import { hasMark, isMarked, isThrough, withGiven, withMark } from '../rules/marks.js';
import type { DeEscalation, Instant, Rule, Tier } from '../rules/policy.js';
import { readRules, type Reading, type Readings } from '../rules/readings.js';
import { autoCloseAt, firstAhead } from '../rules/upcoming.js';
import { isClosing, resolvedStatus } from '../ticket/closing.js';
import { closedAt } from '../ticket/replies.js';
import type { HeldRule, Repeating, TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';
import { alertsAmong, type Announced } from './announcement.js';
import { recordBreaches } from './breaches.js';
import type { Effect } from './decision.js';
import { climb, comeDown, tierAbove } from './ladder.js';
import { record } from './log.js';
import { rearm } from './rearm.js';
import { repeat } from './repeats.js';
import { notify, targetsOfRule } from './notify.js';

export { nextWakeAt, upcoming, type Upcoming } from '../rules/upcoming.js';

export interface Outcome {
  state: TicketState;
  effects: Effect[];
  /** The first instant at which something may happen by itself; null when nothing will. */
  nextWakeAt: Instant | null;
}

/** A rule that holds, has not been through this instance, and asks for a tier above the ticket's. */
interface Candidate {
  reading: Reading;
  target: Tier;
}

// At most wakes no rule is any of these.
const NO_READINGS: readonly Reading[] = [];
const NO_CANDIDATES: readonly Candidate[] = [];

/**
 * Decides once, at `now`, after the facts of the wake have been applied. After each transition it starts again at the
 * top, until nothing more happens at this instant. Marks, held rules and the log change no reading, so that the rules are
 * read once for each of the states it comes through.
 */
export function decide(ticket: TicketState, now: Instant): Outcome {
  const { state, effects, nextWakeAt } = decideWithoutAlerts(ticket, now);
  return { state, effects: alertsAmong(effects), nextWakeAt };
}

/** The same, but for the alerts, of which it says no more than who is to be told. */
export function decideWithoutAlerts(ticket: TicketState, now: Instant): Announced & Pick<Outcome, 'nextWakeAt'> {
  if (ticket.closed) return { state: ticket, effects: [], nextWakeAt: null };
  let state = recordBreaches(ticket, now);
  const effects: Announced['effects'] = [];
  let read = readRules(state, now);
  state = countErrors(state, read.broken);
  let cameDown = false;
  for (; ; read = readRules(state, now)) {
    state = rearm(state, read, now);
    const { satisfied, candidates, tells } = live(read, state, now);
    state = consume(state, satisfied);
    const confirmed: Announced | undefined =
      cameDown || state.resolutionConfirmedAt === null ? undefined : comeDownConfirmed(state, now);
    cameDown ||= confirmed !== undefined;
    const step =
      confirmed ??
      close(state, now) ??
      (state.sentiment?.used === false ? stepDown(state, now) : undefined) ??
      (candidates.length > 0 ? escalate(state, candidates, now) : undefined);
    if (step) {
      state = step.state;
      effects.push(...step.effects);
      if (state.closed) return { state, effects, nextWakeAt: null };
      continue;
    }
    if (tells.length + candidates.length + state.held.length === 0 && !state.repeats) {
      return { state, effects, nextWakeAt: firstAhead(state, read, now) };
    }
    const told = tell(state, tells, now);
    const repeated = repeat(told.state, read, now);
    const held = hold(repeated.state, [...candidates.map(({ reading }) => reading), ...told.held], now);
    effects.push(...told.effects, ...repeated.effects, ...held.effects);
    return { state: held.state, effects, nextWakeAt: firstAhead(held.state, read, now) };
  }
}

function countErrors(ticket: TicketState, broken: readonly Rule[]): TicketState {
  if (broken.length === 0) return ticket;
  const ruleErrors = { ...ticket.ruleErrors };
  for (const { name } of broken) ruleErrors[name] = (ruleErrors[name] ?? 0) + 1;
  return withChanges(ticket, { ruleErrors });
}

/**
 * Of the rules that hold and have not been through this instance: one whose target is not above the ticket's tier is satisfied, and
 * one that only tells asks for no tier.
 */
function live(read: Readings, ticket: TicketState, now: Instant) {
  let satisfied: readonly Reading[] = NO_READINGS;
  let candidates: readonly Candidate[] = NO_CANDIDATES;
  let tells: readonly Reading[] = NO_READINGS;
  const { rules, holdsFrom } = read;
  for (let nth = 0; nth < rules.length; nth++) {
    if (now < holdsFrom[nth]! || isThrough(ticket, read, nth)) continue;
    const reading = read.of(nth);
    const { to } = reading.rule;
    const target = to === undefined ? undefined : tierAbove(ticket, to);
    if (target) candidates = and(candidates, { reading, target });
    else if (to === undefined) tells = and(tells, reading);
    else satisfied = and(satisfied, reading);
  }
  return { satisfied, candidates, tells };
}

/** Mostly it is the only one. */
function and<T>(list: readonly T[], one: T): readonly T[] {
  return list.length === 0 ? [one] : [...list, one];
}

/** A rule that has got what it asks for has been through its instance. */
export function consume(ticket: TicketState, readings: readonly Reading[]): TicketState {
  let { marks } = ticket;
  for (const { rule, instance, choice } of readings) {
    marks = withMark(marks, 'consumed', rule, instance);
    if (choice) marks = withGiven(marks, rule, instance, choice);
  }
  return marks === ticket.marks ? ticket : withChanges(ticket, { marks });
}

/** A confirmed resolution takes back what the policy says, before it resolves the ticket. */
function comeDownConfirmed(ticket: TicketState, now: Instant): Announced | undefined {
  if (ticket.steps.length === 0) return undefined;
  const way = ticket.policy.deEscalate.find((one) => 'resolution_confirmed' in one.when && applies(one, ticket, now));
  if (!way) return undefined;
  // People are told of it as resolved, which it is when this decision is over.
  const status = resolvedStatus(ticket.policy);
  const down = comeDown(withChanges(ticket, { status }), way.to, 'resolution', now);
  return { ...down, state: withChanges(down.state, { status: ticket.status }) };
}

/** A ticket whose resolution is confirmed, that has a closing status, or that closes by itself. */
function close(ticket: TicketState, now: Instant): Announced | undefined {
  const confirmed = ticket.resolutionConfirmedAt !== null;
  if (confirmed) return closed(withStatus(ticket, resolvedStatus(ticket.policy), now), now);
  if (isClosing(ticket.status, ticket.policy)) return closed(ticket, now);
  if (!ticket.policy.autoClose || now < autoCloseAt(ticket, now)) return undefined;
  return closed(withStatus(ticket, ticket.policy.autoClose.as, now), now, 'auto_close');
}

/** The engine sets a closing status. */
function withStatus(ticket: TicketState, status: string, now: Instant): TicketState {
  const factAt = { ...ticket.factAt, status: now };
  const changes: Partial<TicketState> = { status, factAt, resolutionConfirmedAt: null };
  if (ticket.reopenedByReply) changes.reopenedByReply = undefined;
  const changed = withChanges(ticket, changes);
  return withStatusOnClocks(closedAt(changed, now), now);
}

function closed(ticket: TicketState, now: Instant, by?: 'auto_close'): Announced {
  const { status } = ticket;
  const ended: Partial<TicketState> = { closed: true, acknowledged: null };
  if (ticket.snoozed) ended.snoozed = undefined;
  if (ticket.repeats) ended.repeats = undefined;
  return record(useSentiment(ticket), ended, { kind: 'closed', status, ...(by && { by }) }, now);
}

/** A good score that no decision has seen yet takes back a step. It is used up by the first decision that sees it, step or no step. */
function stepDown(ticket: TicketState, now: Instant): Announced | undefined {
  if (!sentimentAsks(ticket)) return undefined;
  const state = useSentiment(ticket);
  const way = ticket.policy.deEscalate.find((one) => asksFor(one, ticket) && applies(one, ticket, now));
  return state.steps.length === 0 || !way ? { state, effects: [] } : comeDown(state, way.to, 'sentiment', now);
}

/** An unused score is as good as some entry asks for, whether or not that entry applies. */
function sentimentAsks(ticket: TicketState): boolean {
  return ticket.sentiment?.used === false && ticket.policy.deEscalate.some((one) => asksFor(one, ticket));
}

function asksFor({ when }: DeEscalation, { sentiment }: TicketState): boolean {
  return 'sentiment_at_least' in when && sentiment !== null && sentiment.score >= when.sentiment_at_least;
}

/** A rule of another entry is of no matter: an `unless` that cannot be read keeps its entry from applying. */
function applies(entry: DeEscalation, ticket: TicketState, now: Instant): boolean {
  if (!entry.unless) return true;
  try {
    return !holdsAt(unlessOf(entry)!, ticket, now);
  } catch {
    return false;
  }
}

function useSentiment(ticket: TicketState): TicketState {
  return sentimentAsks(ticket) ? withChanges(ticket, { sentiment: { ...ticket.sentiment!, used: true } }) : ticket;
}

/** The winner among the candidates that may fire: highest bump, then the higher target, then policy order. */
function escalate(ticket: TicketState, candidates: readonly Candidate[], now: Instant): Announced | undefined {
  const height = ({ target }: Candidate) => heightOf(ticket.policy, target.name);
  const [winner] = candidates
    .filter(({ reading }) => !holdOn(ticket, reading.compiled, now))
    .sort((a, b) => b.reading.rule.bump - a.reading.rule.bump || height(b) - height(a));
  if (!winner) return undefined;
  const { reading, target } = winner;
  const { name, bump, cooldown, wakes } = reading.rule;
  const climbed = climb(
    consume(ticket, [reading]),
    { to: target, bump, rule: name, candidates: candidates.map(({ reading }) => reading.rule.name), cooldown, wakes },
    now,
  );
  const repeats = repeatsFrom(ticket, reading, now);
  return repeats ? { ...climbed, state: withChanges(climbed.state, { repeats }) } : climbed;
}

/** Its targets will be told again; undefined if they will not. @param before as it was when the rule fired */
function repeatsFrom(
  before: TicketState,
  { rule, instance }: Reading,
  now: Instant,
  others?: Record<string, Repeating>,
): Record<string, Repeating> | undefined {
  if (!rule.repeat || isAcknowledged(before, now) || isSnoozed(before, now)) return undefined;
  return { ...others, [rule.name]: { instance, at: now, told: 0 } };
}

/** What is told again once a rule that only tells has told. @param before as it was when the rule fired */
function repeatsAfter(before: TicketState, reading: Reading, now: Instant): Record<string, Repeating> | undefined {
  const { [reading.rule.name]: _before, ...others } = before.repeats ?? {};
  return repeatsFrom(before, reading, now, others) ?? (before.repeats && others);
}

/** Rules that only tell, in policy order; some of them are held. */
function tell(ticket: TicketState, readings: readonly Reading[], now: Instant): Announced & { held: Reading[] } {
  let state = ticket;
  const effects: Announced['effects'] = [];
  const held: Reading[] = [];
  for (const reading of readings) {
    if (holdOn(state, reading.compiled, now)) {
      held.push(reading);
      continue;
    }
    const { rule } = reading;
    const told = notify(consume(state, [reading]), rule, targetsOfRule(state, rule), now);
    const repeats = state.repeats || rule.repeat ? repeatsAfter(state, reading, now) : undefined;
    state = repeats ? withChanges(told.state, { repeats }) : told.state;
    effects.push(...told.effects);
  }
  return { state, effects, held };
}

/** Rules left over are held until what holds them ends; each is logged once for an instance, in policy order. */
function hold(ticket: TicketState, readings: readonly Reading[], now: Instant): Announced {
  if (readings.length === 0 && ticket.held.length === 0) return { state: ticket, effects: [] };
  const { rules } = ticket.policy;
  const ordered = [...readings].sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule));
  const holds = ordered.map((reading) => ({ reading, hold: holdOn(ticket, reading.compiled, now)! }));
  let state = withHeld(
    ticket,
    holds.map(({ reading, hold }) => heldRule(ticket, reading, hold, now)),
  );
  const effects: Announced['effects'] = [];
  for (const { reading, hold: one } of holds) {
    const { rule, instance } = reading;
    if (hasMark(state, 'held', rule, instance)) continue;
    const marks = withMark(state.marks, 'held', rule, instance);
    const logged = record(state, { marks }, { kind: 'held', rule: rule.name, ...one }, now);
    state = logged.state;
    effects.push(...logged.effects);
  }
  return { state, effects };
}

function heldRule(ticket: TicketState, reading: Reading, { until, by }: Hold, now: Instant): HeldRule {
  const rule = reading.rule.name;
  const before = ticket.held.find((held) => held.rule === rule);
  const since = before && isMarked(ticket, 'held', reading) ? before.since : now;
  return { rule, since, until, ...(by && { by }) };
}

/** The same ticket when the same rules are held as before: a wake that finds nothing due changes nothing. */
function withHeld(ticket: TicketState, held: HeldRule[]): TicketState {
  const same =
    held.length === ticket.held.length &&
    held.every((h, i) => {
      const before = ticket.held[i]!;
      return h.rule === before.rule && h.since === before.since && h.until === before.until && h.by === before.by;
    });
  return same ? ticket : withChanges(ticket, { held });
}
