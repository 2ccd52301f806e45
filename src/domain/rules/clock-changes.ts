/** What facts do to a ticket's clocks: they start, pause, are met, and get other targets. */
import { isClosing } from '../ticket/closing.js';
import type { TicketState } from '../ticket/ticket.js';
import { altered, withChanges } from '../ticket/with-changes.js';
import { activeClock, businessTimeOf, elapsedAt, reachedAt, slaTarget, type ClockState } from './clocks.js';
import { CLOCKS, type ClockName, type Instant, type Milliseconds, type Policy } from './policy.js';
import { ALWAYS } from './predicates/predicate.js';

type Clocks = NonNullable<TicketState['clocks']>;

/** The clocks of a ticket whose watch begins; undefined for a policy without clocks. @param statusAt since when it has its status */
export function firstClocks(ticket: TicketState, statusAt: Instant): Clocks | undefined {
  if (!ticket.policy.clocks) return undefined;
  const clocks: Clocks = {};
  for (const name of ['first_response', 'resolution'] as const) {
    clocks[name] = started(ticket, name, ticket.createdAt, ticket.createdAt, statusAt);
  }
  return clocks;
}

/** A cycle that begins. @param statusAt since when the ticket has its status */
function started(
  ticket: TicketState,
  name: ClockName,
  cycle: Instant,
  startedAt: Instant,
  statusAt: Instant,
): ClockState {
  const target = targetOf(ticket, name);
  const clock: ClockState = {
    ...{ cycle, startedAt, elapsed: 0, since: startedAt, paused: false },
    ...{ target, metAt: null, breachedAt: null },
  };
  return pauses(ticket.policy, name, ticket.status) ? paused(ticket.policy, name, clock, statusAt) : clock;
}

/** Whether a clock is paused while the ticket has this status. */
export function pauses(policy: Policy, name: ClockName, status: string): boolean {
  return isClosing(status, policy) || (policy.clocks?.[name]?.pause?.includes(status) ?? false);
}

/** The target of a clock for a ticket as it is; null: it is off. */
function targetOf(ticket: TicketState, name: ClockName): Milliseconds | null {
  const { policy } = ticket;
  const clock = policy.clocks?.[name];
  if (!clock) return name === 'resolution' ? slaTarget(ticket) : null;
  const { target } = clock;
  const is = Array.isArray(target) ? target.find((entry) => isFor(entry, ticket))?.is : target;
  if (is === undefined) return null;
  return is === 'ticket' ? slaTarget(ticket) : is;
}

type Entry = { priority?: string[]; customer_tier?: string[]; tags?: string[] };

function isFor({ priority, customer_tier, tags }: Entry, ticket: TicketState): boolean {
  return (
    (!priority || priority.includes(priorityOfPeople(ticket))) &&
    (!customer_tier || customer_tier.includes(ticket.customerTier)) &&
    (!tags || tags.some((tag) => ticket.tags?.includes(tag)))
  );
}

/** The priority as people made it: from before the engine's bumps that no person has overruled since. */
function priorityOfPeople({ steps, priority }: TicketState): string {
  return steps.find((step) => !step.prioritySetByPerson)?.priorityBefore ?? priority;
}

/** How many turns of {@link Replies.pauses} are kept; even, since they come in pairs. */
const TURNS = 64;

/** Whether `next_response` is paused from the very opening on. */
export function pausesReplies({ policy, status }: TicketState): boolean {
  return policy.clocks?.next_response !== undefined && pauses(policy, 'next_response', status);
}

/** A cycle of `next_response` may begin in the past, so that its pauses are kept whether it runs or not. */
function withPauseOfReplies(ticket: TicketState, at: Instant): TicketState {
  const { policy, replies } = ticket;
  if (!policy.clocks?.next_response || !replies) return ticket;
  const turns = replies.pauses ?? [];
  const isPaused = turns.length % 2 === 1;
  if (pausesReplies(ticket) === isPaused) return ticket;
  const next = [...turns, Math.max(at, turns.at(-1) ?? at)];
  return withChanges(ticket, { replies: altered(replies, { pauses: next.length > TURNS ? next.slice(2) : next }) });
}

/** The ticket has another status since `at`. */
export function withStatusOnClocks(before: TicketState, at: Instant): TicketState {
  const ticket = withPauseOfReplies(before, at);
  const { clocks, policy } = ticket;
  if (!clocks) return ticket;
  let changed: Clocks | undefined;
  for (const name of CLOCKS) {
    const clock = clocks[name];
    if (!clock || clock.metAt !== null) continue;
    const pause = pauses(policy, name, ticket.status);
    if (pause === clock.paused) continue;
    changed ??= altered(clocks, {});
    changed[name] = pause
      ? paused(policy, name, withBreachUntil(ticket, name, clock, Math.max(at, clock.since), true), at)
      : altered(clock, { paused: false, since: Math.max(at, clock.since) });
  }
  return changed ? withChanges(ticket, { clocks: changed }) : ticket;
}

function paused(policy: Policy, name: ClockName, clock: ClockState, at: Instant): ClockState {
  const since = Math.max(at, clock.since);
  return altered(clock, { elapsed: elapsedAt(policy, name, clock, since), since, paused: true });
}

/** With its breach, if all of its target was used before `at` (at `at` itself only if `included`). */
function withBreachUntil(
  ticket: TicketState,
  name: ClockName,
  clock: ClockState,
  at: Instant,
  included: boolean,
): ClockState {
  if (clock.breachedAt !== null || !activeClock(ticket, name)) return clock;
  const known = reachedAt(ticket.policy, name, clock, clock.target!);
  const reached = known === ALWAYS ? clock.since : known;
  if (reached > at || (reached === at && !included)) return clock;
  return altered(clock, { breachedAt: reached });
}

/** An agent has replied at `at`: `first_response` is met by the earliest of all such replies. */
export function withFirstResponse(ticket: TicketState, at: Instant): TicketState {
  const clock = ticket.clocks?.first_response;
  if (!clock || (clock.metAt !== null && clock.metAt <= at)) return ticket;
  if (clock.metAt !== null) return withClock(ticket, 'first_response', altered(clock, { metAt: at }));
  return withClock(ticket, 'first_response', met(ticket, 'first_response', clock, at));
}

function met(ticket: TicketState, name: ClockName, before: ClockState, at: Instant): ClockState {
  const clock = withBreachUntil(ticket, name, before, at, false);
  return altered(clock, { elapsed: elapsedAt(ticket.policy, name, clock, at), metAt: at });
}

/** Replies, answers and closing have changed what is unanswered: `next_response` starts, is met, or starts earlier. */
export function withUnansweredOnClocks(ticket: TicketState): TicketState {
  const { clocks, policy, replies } = ticket;
  if (!clocks || !policy.clocks?.next_response || !replies) return ticket;
  const clock = clocks.next_response;
  const [oldest] = replies.unanswered;
  if (oldest === undefined) {
    if (!clock || clock.metAt !== null) return ticket;
    return withClock(ticket, 'next_response', met(ticket, 'next_response', clock, cycleOf(ticket)));
  }
  const cycle = cycleOf(ticket);
  if (!clock || clock.cycle !== cycle || clock.metAt !== null) {
    return withClock(ticket, 'next_response', nextCycle(ticket, clock, cycle, oldest));
  }
  if (oldest >= clock.startedAt) return ticket;
  return withClock(ticket, 'next_response', altered(clock, measured(ticket, oldest)));
}

function nextCycle(ticket: TicketState, before: ClockState | undefined, cycle: Instant, oldest: Instant): ClockState {
  const lastTarget = before?.target ?? before?.lastTarget;
  const ran = before && lastRun(ticket, before, cycle);
  return {
    ...{ cycle, ...measured(ticket, oldest), target: targetOf(ticket, 'next_response'), metAt: null, breachedAt: null },
    ...(lastTarget !== undefined && { lastTarget }),
    ...(ran && { ran }),
  };
}

/** The cycle of `next_response` that ran last, when another one begins. */
function lastRun(ticket: TicketState, before: ClockState, at: Instant): ClockState['ran'] {
  if (before.ran) return before.ran;
  const { cycle, breachedAt } = before.metAt === null ? met(ticket, 'next_response', before, at) : before;
  return { cycle, breachedAt };
}

/** Once the present cycle of `next_response` runs, it is the last that ran. */
export function withRun(ticket: TicketState): TicketState {
  const clock = ticket.clocks?.next_response;
  if (!clock?.ran || !activeClock(ticket, 'next_response')) return ticket;
  const { ran: _ran, ...running } = clock;
  return withClock(ticket, 'next_response', running);
}

/** What `next_response` has used since the oldest unanswered reply, but for its pauses. */
function measured(ticket: TicketState, startedAt: Instant): Measured {
  const time = businessTimeOf(ticket.policy, 'next_response');
  const now: Measured = { startedAt, elapsed: 0, since: startedAt, paused: false };
  for (const turn of ticket.replies?.pauses ?? []) {
    const until = Math.max(turn, now.since);
    if (!now.paused) now.elapsed += time.business(now.since, until);
    now.since = until;
    now.paused = !now.paused;
  }
  return now;
}

type Measured = Pick<ClockState, 'startedAt' | 'elapsed' | 'since' | 'paused'>;

/** The identity of what is unanswered: the latest of the agents' replies and of the closing statuses, else `createdAt`. */
export function cycleOf({ replies, createdAt }: Pick<TicketState, 'replies' | 'createdAt'>): Instant {
  const { answeredAt, closedAt } = replies ?? {};
  if (answeredAt === undefined && closedAt === undefined) return createdAt;
  return Math.max(answeredAt ?? -Infinity, closedAt ?? -Infinity);
}

function withClock(ticket: TicketState, name: ClockName, clock: ClockState): TicketState {
  return withChanges(ticket, { clocks: altered(ticket.clocks ?? {}, { [name]: clock }) });
}

/** Clocks whose target is another one than it was: what changed, so that their marks can be judged anew. */
export interface Retargeted {
  name: ClockName;
  /** The last target it ran with; null if there was none. */
  from: Milliseconds | null;
  to: Milliseconds;
}

/** The ticket with the targets that its fields ask for now. */
export function withTargets(ticket: TicketState, now: Instant): { ticket: TicketState; retargeted: Retargeted[] } {
  const { clocks, policy } = ticket;
  const retargeted: Retargeted[] = [];
  if (!clocks) return { ticket, retargeted };
  let changed: Clocks | undefined;
  for (const name of CLOCKS) {
    const clock = clocks[name];
    if (!clock) continue;
    const target = targetOf(ticket, name);
    if (target === clock.target) continue;
    const from = clock.target ?? clock.lastTarget ?? null;
    const next = { ...clock, target, ...(from !== null && { lastTarget: from }) };
    changed ??= altered(clocks, {});
    changed[name] = target === null ? next : rejudged(policy, name, next, now);
    if (target !== null) retargeted.push({ name, from, to: target });
  }
  return { ticket: changed ? withChanges(ticket, { clocks: changed }) : ticket, retargeted };
}

/** A target that has not been reached yet takes a breach back. */
function rejudged(policy: Policy, name: ClockName, clock: ClockState, now: Instant): ClockState {
  if (clock.breachedAt === null || elapsedAt(policy, name, clock, now) >= clock.target!) return clock;
  return { ...clock, breachedAt: null };
}
