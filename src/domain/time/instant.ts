/** Instants in and out: epoch milliseconds inside, ISO-8601 outside. */
import type { Instant } from '../rules/policy.js';

/** An instant as `2026-01-06T03:00:00.000Z`. */
export type IsoInstant = string;

export function iso(instant: Instant): IsoInstant {
  const day = Math.floor(instant / DAY);
  const isWhole = Number.isInteger(instant);
  if (isWhole && day === writtenDay) return writtenDate + timeOfDay(instant - day * DAY);
  const text = new Date(instant).toISOString();
  // Far from today years have more digits.
  if (isWhole && text.length === 24) {
    writtenDate = text.slice(0, 11);
    writtenDay = day;
  }
  return text;
}

const DAY = 86_400_000;
/** The last day that was written, and its text up to the `T`: most instants that are written one after the other share it. */
let writtenDay = NaN;
let writtenDate = '';

function timeOfDay(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hour = DIGITS[Math.floor(minutes / 60)]!;
  const minute = DIGITS[minutes % 60]!;
  const second = DIGITS[seconds % 60]!;
  const fraction = milliseconds % 1000;
  return `${hour}:${minute}:${second}.${Math.floor(fraction / 100)}${DIGITS[fraction % 100]!}Z`;
}

const DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Reads ISO-8601 with a zone; undefined when the text is something else, a 30th of February too. */
export function parseInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string') return undefined;
  const common = ofUtc(text);
  if (common !== undefined) return common;
  if (!ISO.test(text) || midnightOf(text.slice(0, 10)) === undefined) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** The common forms, `2026-01-05T09:00:00Z` and `2026-01-05T09:00:00.000Z`, without the detour over Date.parse: timelines have millions of them. */
function ofUtc(text: string): Instant | undefined {
  const { length } = text;
  const hasFraction = length === 24;
  if (length !== 20 && !hasFraction) return undefined;
  if (text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || text[length - 1] !== 'Z') return undefined;
  if (hasFraction && text[19] !== '.') return undefined;
  const hours = digits(text, 11, 13);
  const minutes = digits(text, 14, 16);
  const seconds = digits(text, 17, 19);
  const fraction = hasFraction ? digits(text, 20, 23) : 0;
  if (!(hours < 24 && minutes < 60 && seconds < 60 && fraction < 1000)) return undefined;
  const midnight = text.startsWith(lastDay) ? lastMidnight : midnightOf(text.slice(0, 10));
  return midnight === undefined ? undefined : midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
}

/** NaN if there is something else. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN;
  }
  return number;
}

/** The last day that was read: no text begins with the first of them. */
let lastDay = ' ';
let lastMidnight: Instant | undefined;

/** The begin of a day in UTC; undefined for a 30th of February. Date.parse carries a day too many over into the next month. */
function midnightOf(day: string): Instant | undefined {
  if (day === lastDay) return lastMidnight;
  const midnight = Date.parse(day);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().slice(0, 10) === day;
  lastMidnight = exists ? midnight : undefined;
  lastDay = day;
  return lastMidnight;
}
