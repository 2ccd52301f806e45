/** The clocks of a ticket as the rest of the world reads them. */
import type { TicketState } from '../ticket/ticket.js';
import { activeClock, dueAt, elapsedAt } from './clocks.js';
import { CLOCKS, type ClockName, type Instant, type Milliseconds } from './policy.js';

export interface ClockView {
  state: 'running' | 'paused' | 'met' | 'off';
  startedAt: Instant | null;
  targetMs: Milliseconds | null;
  elapsedMs: Milliseconds;
  /** Null while it is paused, met or off. */
  dueAt: Instant | null;
  metAt: Instant | null;
  breachedAt: Instant | null;
}

/** By name. */
export type ClockViews = Partial<Record<ClockName, ClockView>>;

/** The clocks that the policy names, and `resolution`; none for a policy without clocks. */
export function viewClocks(ticket: TicketState, now: Instant): ClockViews {
  const { policy, clocks } = ticket;
  const views: ClockViews = {};
  if (!clocks || !policy.clocks) return views;
  for (const name of CLOCKS) {
    if (name === 'resolution' || policy.clocks[name]) views[name] = viewClock(ticket, name, now);
  }
  return views;
}

/** The same as a part of something: nothing for a policy without clocks. */
export function clocksOf(ticket: TicketState, now: Instant): { clocks?: ClockViews } {
  return ticket.clocks ? { clocks: viewClocks(ticket, now) } : {};
}

function viewClock(ticket: TicketState, name: ClockName, now: Instant): ClockView {
  const clock = ticket.clocks![name];
  if (!clock) {
    return {
      ...{ state: 'off', startedAt: null, targetMs: null, elapsedMs: 0 },
      ...{ dueAt: null, metAt: null, breachedAt: null },
    };
  }
  const { startedAt, target, metAt, breachedAt, paused } = clock;
  const isOff = !activeClock(ticket, name);
  return {
    state: isOff ? 'off' : metAt !== null ? 'met' : paused ? 'paused' : 'running',
    startedAt,
    targetMs: target,
    elapsedMs: elapsedAt(ticket.policy, name, clock, now),
    dueAt: isOff ? null : dueAt(ticket, name),
    metAt,
    breachedAt,
  };
}
