/** Instants in and out: epoch milliseconds inside, ISO-8601 outside. */
import type { Instant } from '../rules/policy.js';

/** An instant as `2026-01-06T03:00:00.000Z`. */
export type IsoInstant = string;

export function iso(instant: Instant): IsoInstant {
  return new Date(instant).toISOString();
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Reads ISO-8601 with a zone; undefined when the text is something else, a 30th of February too. */
export function parseInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || !ISO.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) || !isDay(text.slice(0, 10)) ? undefined : instant;
}

/** Date.parse carries a day too many over into the next month; every month has 28. */
function isDay(day: string): boolean {
  return day.slice(8) <= '28' || new Date(day).toISOString().slice(0, 10) === day;
}
