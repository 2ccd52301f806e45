/**
 * The clocks a ticket runs on: how much of its target each has used, and when a mark of it is reached. A policy without
 * clocks has one, `resolution`, which follows from the ticket's own fields; those of other policies are kept with the ticket.
 */
import { ROUND_THE_CLOCK, type BusinessTime } from '../time/business-time.js';
import type { TicketState } from '../ticket/ticket.js';
import { calendarOf } from './opening.js';
import { HOUR, type ClockName, type Instant, type Milliseconds, type Policy } from './policy.js';
import { ALWAYS, NEVER, type ClockMark } from './predicates/predicate.js';

/** A clock of a ticket in its present cycle, or in its last. */
export interface ClockState {
  /** What tells its cycles apart. */
  cycle: Instant;
  startedAt: Instant;
  /** How much had been used at `since`. */
  elapsed: Milliseconds;
  /** The last time it began to run, was paused or was met: it has used nothing else since, if it does not run. */
  since: Instant;
  paused: boolean;
  /** Null: it is off for this ticket. */
  target: Milliseconds | null;
  /** The target that it ran with before it went off. */
  lastTarget?: Milliseconds;
  metAt: Instant | null;
  /** When all of the target was used. */
  breachedAt: Instant | null;
  /** While this cycle has not run yet: the one that ran last. */
  ran?: Pick<ClockState, 'cycle' | 'breachedAt'>;
}

type Timed = Pick<TicketState, 'createdAt' | 'slaHours'>;

/** The length of the ticket's SLA. */
export function slaTarget({ slaHours }: Pick<TicketState, 'slaHours'>): Milliseconds {
  return wholeMilliseconds(slaHours * HOUR);
}

/** The instant at which `percent` of the ticket's SLA is used, where no policy has a say in it. */
export function slaDeadline(ticket: Timed, percent: number): Instant {
  return ticket.createdAt + wholeMilliseconds((ticket.slaHours * HOUR * percent) / 100);
}

/** The instant at which the SLA is breached, where no policy has a say in it. */
export function slaDueAt(ticket: Timed): Instant {
  return slaDeadline(ticket, 100);
}

/** When the ticket's `resolution` is due; null while it is paused or off. */
export function resolutionDueAt(ticket: TicketState): Instant | null {
  return ticket.clocks ? dueAt(ticket, 'resolution') : slaDueAt(ticket);
}

/** From when on a mark of a clock holds. */
export function markReachedAt(ticket: TicketState, mark: ClockMark): Instant {
  if (!ticket.clocks) {
    if (mark.of !== 'resolution') return NEVER;
    return 'used' in mark
      ? slaDeadline(ticket, mark.used)
      : ticket.createdAt + Math.max(0, slaTarget(ticket) - mark.left);
  }
  const clock = activeClock(ticket, mark.of);
  if (!clock || clock.metAt !== null) return NEVER;
  return reachedAt(ticket.policy, mark.of, clock, markLength(mark, clock.target));
}

/** The present cycle of a clock and its target: the identity of an occurrence of its marks. */
export function clockInstance(ticket: TicketState, name: ClockName): [cycle: Instant, target: Milliseconds] {
  if (!ticket.clocks) return [ticket.createdAt, slaTarget(ticket)];
  const clock = ticket.clocks[name];
  return [clock?.cycle ?? ticket.createdAt, clock?.target ?? 0];
}

/** The cycle in which a clock was breached: its present one, or while that does not run, the last that did. */
export function breachCycle(ticket: TicketState, name: ClockName): Instant {
  const clock = ticket.clocks?.[name];
  const { cycle } = activeClock(ticket, name) ?? clock?.ran ?? clock ?? { cycle: ticket.createdAt };
  return cycle;
}

/** How much has been used when a mark is reached. */
export function markLength(mark: ClockMark, target: Milliseconds): Milliseconds {
  return 'used' in mark ? wholeMilliseconds((target * mark.used) / 100) : Math.max(0, target - mark.left);
}

type Active = ClockState & { target: Milliseconds };

/** The clock, unless it is off; `next_response` is off while `first_response` is on and not met. */
export function activeClock(ticket: TicketState, name: ClockName): Active | undefined {
  const clock = ticket.clocks?.[name];
  if (!clock || clock.target === null) return undefined;
  if (name === 'next_response') {
    const first = ticket.clocks!.first_response;
    if (first && first.target !== null && first.metAt === null) return undefined;
  }
  return clock as Active;
}

/** When `length` of a clock has been used: {@link ALWAYS} if it was before it last began to run, {@link NEVER} if it does not run. */
export function reachedAt(policy: Policy, name: ClockName, clock: ClockState, length: Milliseconds): Instant {
  const { elapsed, since, paused, metAt } = clock;
  if (length <= elapsed) return ALWAYS;
  if (paused || metAt !== null) return NEVER;
  return businessTimeOf(policy, name).add(since, length - elapsed);
}

/** How much of a clock has been used at `at`. */
export function elapsedAt(policy: Policy, name: ClockName, clock: ClockState, at: Instant): Milliseconds {
  const { elapsed, since, paused, metAt } = clock;
  if (paused || metAt !== null || at <= since) return elapsed;
  return elapsed + businessTimeOf(policy, name).business(since, at);
}

/** When a clock that runs will have used all of its target; null if it does not run. */
export function dueAt(ticket: TicketState, name: ClockName): Instant | null {
  const clock = activeClock(ticket, name);
  if (!clock || clock.paused || clock.metAt !== null) return null;
  const at = reachedAt(ticket.policy, name, clock, clock.target);
  if (at === NEVER) return null;
  return at === ALWAYS ? (clock.breachedAt ?? clock.since) : at;
}

/** When a clock of a policy was or will be breached, if nothing but the time changes. */
export function breachAt(ticket: TicketState, name: ClockName): Instant {
  if (!ticket.clocks) {
    return name === 'resolution' ? (ticket.slaBreachedAt ?? slaDueAt(ticket)) : NEVER;
  }
  const clock = ticket.clocks[name];
  if (!clock) return NEVER;
  const active = activeClock(ticket, name);
  const { breachedAt } = active ?? clock.ran ?? clock;
  if (breachedAt !== null) return breachedAt;
  return active && active.metAt === null ? reachedAt(ticket.policy, name, active, active.target) : NEVER;
}

export function businessTimeOf(policy: Policy, name: ClockName): BusinessTime {
  const calendar = policy.clocks?.[name]?.calendar;
  return calendar === undefined ? ROUND_THE_CLOCK : calendarOf(policy, calendar);
}

/** Up to the next millisecond, unless floating point alone made the fraction. */
function wholeMilliseconds(length: number): number {
  const nearest = Math.round(length);
  return Math.abs(length - nearest) < 1e-4 ? nearest : Math.ceil(length);
}
