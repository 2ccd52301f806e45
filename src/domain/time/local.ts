/**
 * Dates and times as a clock on the wall shows them, of no zone yet: numbers inside, text outside.
 * Days are counted from 1970-01-01, minutes from its midnight.
 */

/** Days since 1970-01-01. */
export type Day = number;

/** Minutes since 1970-01-01T00:00 on the clock on the wall. */
export type LocalMinute = number;

export const MINUTES_A_DAY = 1440;

const MINUTE = 60_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)$/;

/** Reads `2026-12-24`; undefined when the text is something else, a 30th of February too. */
export function parseDate(text: string): Day | undefined {
  if (!DATE.test(text)) return undefined;
  const day = Date.parse(text) / MINUTE / MINUTES_A_DAY;
  return Number.isNaN(day) || formatDate(day) !== text ? undefined : day;
}

/** A day of the years 0000 to 9999 as `2026-12-24`. */
export function formatDate(day: Day): string {
  return new Date(day * MINUTES_A_DAY * MINUTE).toISOString().slice(0, 10);
}

/** Reads `2026-01-05T09:00`, without seconds and zone; undefined when the text is something else. */
export function parseDateTime(text: string): LocalMinute | undefined {
  const [, date, hours, minutes] = DATE_TIME.exec(text) ?? [];
  const day = date === undefined ? undefined : parseDate(date);
  return day === undefined ? undefined : day * MINUTES_A_DAY + Number(hours) * 60 + Number(minutes);
}

/** 0 for Monday to 6 for Sunday. 1970 began on a Thursday. */
export function weekdayOf(day: Day): number {
  return (((day + 3) % 7) + 7) % 7;
}
