/** The engine's centre: given a ticket and the time, what happens now, and when to look again. */
import { slaDueAt } from '../rules/clocks.js';
import { heightOf } from '../rules/compiled.js';
import type { Effect } from './decision.js';
import { climb, comeDown, inCooldown, tierAbove } from './ladder.js';
import { record, type Recorded } from './log.js';
import { isMarked, withMark } from '../rules/marks.js';
import type { DeEscalation, Instant, Rule, Tier } from '../rules/policy.js';
import { readRules, type Reading } from '../rules/readings.js';
import { isClosing, type HeldRule, type TicketState } from '../ticket/ticket.js';
import { firstAhead } from '../rules/upcoming.js';
import { withChanges } from '../ticket/with-changes.js';

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

/**
 * Decides once, at `now`, after the facts of the wake have been applied. After each transition it starts again at the
 * top, until nothing more happens at this instant. Marks, held rules and the log change no reading, so that the rules are
 * read once for each of the states it comes through.
 */
export function decide(ticket: TicketState, now: Instant): Outcome {
  if (ticket.closed) return { state: ticket, effects: [], nextWakeAt: null };
  let state = recordBreach(ticket, now);
  const effects: Effect[] = [];
  let read = readRules(state);
  state = countErrors(state, read.broken);
  for (; ; read = readRules(state)) {
    const { readings } = read;
    const { satisfied, candidates } = live(readings, state, now);
    state = consume(state, satisfied);
    const step = resolve(state, now) ?? close(state, now) ?? stepDown(state, now) ?? escalate(state, candidates, now);
    if (!step) {
      const held = hold(state, candidates, now);
      effects.push(...held.effects);
      return { state: held.state, effects, nextWakeAt: firstAhead(held.state, readings, now) };
    }
    state = step.state;
    effects.push(...step.effects);
    if (state.closed) return { state, effects, nextWakeAt: null };
  }
}

function countErrors(ticket: TicketState, broken: readonly Rule[]): TicketState {
  if (broken.length === 0) return ticket;
  const ruleErrors = { ...ticket.ruleErrors };
  for (const { name } of broken) ruleErrors[name] = (ruleErrors[name] ?? 0) + 1;
  return withChanges(ticket, { ruleErrors });
}

/** A breach is recorded whatever the cooldown holds: as the moment the SLA ran out. */
function recordBreach(ticket: TicketState, now: Instant): TicketState {
  const due = slaDueAt(ticket);
  return ticket.slaBreachedAt === null && now >= due ? withChanges(ticket, { slaBreachedAt: due }) : ticket;
}

/** Of the rules that hold and have not been through this instance: one whose target is not above the ticket's tier is satisfied. */
function live(readings: readonly Reading[], ticket: TicketState, now: Instant) {
  const satisfied: Reading[] = [];
  const candidates: Candidate[] = [];
  for (const reading of readings) {
    if (now < reading.holdsFrom || isMarked(ticket, 'consumed', reading)) continue;
    const target = tierAbove(ticket, reading.rule.to);
    if (target) candidates.push({ reading, target });
    else satisfied.push(reading);
  }
  return { satisfied, candidates };
}

/** A rule that has got what it asks for has been through its instance. */
function consume(ticket: TicketState, readings: readonly Reading[]): TicketState {
  let { marks } = ticket;
  for (const { rule, instance } of readings) marks = withMark(marks, 'consumed', rule, instance);
  return marks === ticket.marks ? ticket : withChanges(ticket, { marks });
}

/** A confirmed resolution takes back what the policy says and then resolves the ticket. */
function resolve(ticket: TicketState, now: Instant): Recorded | undefined {
  if (ticket.resolutionConfirmedAt === null) return undefined;
  const resolved = withChanges(ticket, {
    status: 'resolved',
    factAt: { ...ticket.factAt, status: Math.max(ticket.factAt.status, ticket.resolutionConfirmedAt) },
    resolutionConfirmedAt: null,
  });
  const way = ticket.policy.deEscalate.find(({ when }) => 'resolution_confirmed' in when);
  if (!way || ticket.steps.length === 0) return { state: resolved, effects: [] };
  return comeDown(resolved, way.to, 'resolution', now);
}

function close(ticket: TicketState, now: Instant): Recorded | undefined {
  if (!isClosing(ticket.status)) return undefined;
  return record(useSentiment(ticket), { closed: true }, { kind: 'closed', status: ticket.status }, now);
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
    ? withChanges(ticket, { sentiment: { ...ticket.sentiment, used: true } })
    : ticket;
}

/** The winner among the candidates that may fire: highest bump, then the higher target, then policy order. */
function escalate(ticket: TicketState, candidates: readonly Candidate[], now: Instant): Recorded | undefined {
  const cooling = inCooldown(ticket, now);
  const height = ({ target }: Candidate) => heightOf(ticket.policy, target.name);
  const [winner] = candidates
    .filter(({ reading: { rule } }) => !cooling || rule.bypassCooldown)
    .sort((a, b) => b.reading.rule.bump - a.reading.rule.bump || height(b) - height(a));
  if (!winner) return undefined;
  const { reading, target } = winner;
  const { name, bump } = reading.rule;
  return climb(
    consume(ticket, [reading]),
    { to: target, bump, rule: name, candidates: candidates.map((candidate) => candidate.reading.rule.name) },
    now,
  );
}

/** Candidates left over are held until the cooldown ends; each is logged once for an instance. */
function hold(ticket: TicketState, candidates: readonly Candidate[], now: Instant): Recorded {
  const until = ticket.cooldownUntil ?? now;
  let state = withHeld(
    ticket,
    candidates.map(({ reading }) => {
      const rule = reading.rule.name;
      const before = ticket.held.find((held) => held.rule === rule);
      return { rule, since: before && isMarked(ticket, 'held', reading) ? before.since : now, until };
    }),
  );
  const effects: Effect[] = [];
  for (const { reading } of candidates) {
    if (isMarked(state, 'held', reading)) continue;
    const { rule, instance } = reading;
    const marks = withMark(state.marks, 'held', rule, instance);
    const logged = record(state, { marks }, { kind: 'held', rule: rule.name, until }, now);
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
  return same ? ticket : withChanges(ticket, { held });
}
