/** Instants and lengths of time for people. */
import type { Instant } from '../../domain/rules/policy.js';
import { lengthWords } from '../../domain/rules/words.js';
import { iso, type IsoInstant } from '../../domain/time/instant.js';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Mon 15:00`, in UTC: for a story of a few days. */
export function weekdayTime(at: Instant): string {
  return `${DAYS[new Date(at).getUTCDay()]} ${new Date(at).toISOString().slice(11, 16)}`;
}

/** `2026-01-05 15:00:00Z`: to the second. */
export function dateTime(at: Instant): string {
  return readable(iso(at));
}

/** The same of an instant that is written already. */
export function readable(at: IsoInstant): string {
  return `${at.slice(0, 19).replace('T', ' ')}Z`;
}

/** `in 3 h 20 min` or `2 d ago`. */
export function fromNow(at: Instant, now: Instant): string {
  return at >= now ? `in ${lengthWords(at - now)}` : `${lengthWords(now - at)} ago`;
}
