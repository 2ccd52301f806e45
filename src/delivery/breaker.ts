/** A circuit breaker: whether a channel takes messages now, by how the last ones went. Pure; `now` is an argument. */
import type { Instant } from '../domain/rules/policy.js';

export type Breaker =
  /** `failures`: bad sends in a row. */
  | { state: 'closed'; failures: number }
  /** From `until` on it is half open: one trial is let through. `asked`: the provider itself said until when. */
  | { state: 'open'; until: Instant; why: string; asked: boolean };

/** How a send ended, as far as the next one is concerned. */
export type SendEnd =
  | { kind: 'good' }
  /** It failed, or took too long. */
  | { kind: 'bad'; why: string }
  /** The next one would fare no better: our credentials are refused. */
  | { kind: 'refused'; why: string }
  /** The provider said when to come back. */
  | { kind: 'asked'; why: string; afterMs: number };

export const CLOSED: Breaker = { state: 'closed', failures: 0 };

/** So many bad sends in a row open it. */
export const FAILURES = 3;
/** For so long it stays open before the next trial. */
export const OPEN_MS = 10_000;
/** A provider that asks for more than this has one target in mind; the others need not wait as long. */
export const LONGEST_ASKED_MS = 60_000;

/** How long it stays open; 0: a message may go through. */
export function openFor(breaker: Breaker, now: Instant): number {
  return breaker.state === 'open' ? Math.max(breaker.until - now, 0) : 0;
}

/** A message goes through. If it is a trial, the next one is not before this one has had its time. */
export function letThrough(breaker: Breaker, now: Instant): Breaker {
  return breaker.state === 'open' ? { ...breaker, until: now + OPEN_MS, asked: false } : breaker;
}

export function afterSend(breaker: Breaker, end: SendEnd, now: Instant): Breaker {
  switch (end.kind) {
    case 'good':
      return isAsked(breaker, now) ? breaker : CLOSED;
    case 'bad': {
      if (breaker.state === 'open') return opened(breaker, end.why, now + OPEN_MS, false, now);
      const failures = breaker.failures + 1;
      return failures < FAILURES ? { ...breaker, failures } : opened(breaker, end.why, now + OPEN_MS, false, now);
    }
    case 'refused':
      return opened(breaker, end.why, now + OPEN_MS, false, now);
    case 'asked':
      return opened(breaker, end.why, now + Math.min(end.afterMs, LONGEST_ASKED_MS), true, now);
  }
}

/** The provider has asked for a pause that is not over. */
export function isAsked(breaker: Breaker, now: Instant): breaker is Extract<Breaker, { state: 'open' }> {
  return breaker.state === 'open' && breaker.asked && breaker.until > now;
}

/** What a provider has asked for is neither shortened nor taken back by what others saw. */
function opened(before: Breaker, why: string, until: Instant, asked: boolean, now: Instant): Breaker {
  if (isAsked(before, now) && (!asked || before.until >= until)) return before;
  return { state: 'open', until, why, asked };
}
