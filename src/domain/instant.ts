/** Instants in and out: epoch milliseconds inside, ISO-8601 outside. */
import type { Instant } from './policy.js';

/** An instant as `2026-01-06T03:00:00.000Z`. */
export type IsoInstant = string;

export function iso(instant: Instant): IsoInstant {
  return new Date(instant).toISOString();
}

const ISO = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Reads ISO-8601 with a zone; undefined when the text is something else, a 30th of February too. */
export function parseInstant(text: unknown): Instant | undefined {
  const day = typeof text === 'string' ? ISO.exec(text)?.[1] : undefined;
  if (day === undefined) return undefined;
  const midnight = Date.parse(day);
  const instant = Date.parse(text as string);
  // Date.parse carries a day too many over into the next month.
  return Number.isNaN(instant) || new Date(midnight).toISOString().slice(0, 10) !== day ? undefined : instant;
}
