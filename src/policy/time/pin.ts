/** Looks up, once, what calendars and rotations need to know of the world, so that it is pinned with the policy. */
import { holidayKey, type Calendar, type PinnedTime } from '../../domain/time/calendar.js';
import type { Day } from '../../domain/time/local.js';
import type { HolidayBook } from './holidays.js';
import { resolveZone } from './offsets.js';

const YEARS_BEFORE = 2;
const YEARS_AFTER = 20;

/** What has time zones or holidays in a policy whose every name was read and found. */
export interface TimeNeeds {
  calendars: readonly Calendar[];
  rotations: readonly { timeZone: string }[];
}

/** Whether a {@link HolidayBook} has to be opened before pinning. */
export function needsHolidays({ calendars }: TimeNeeds): boolean {
  return calendars.some(({ holidays }) => holidays.some((one) => typeof one !== 'string'));
}

/**
 * The offsets of all zones and the public holidays of all countries, from 2 years before the given day to 20 years after it.
 * The same day, the same data of the platform and the same book give the same lists, in the same order.
 *
 * @throws Error if holidays of a country are needed and there is no book
 */
export function pinTime({ calendars, rotations }: TimeNeeds, day: Day, book?: HolidayBook): PinnedTime {
  const from = yearsLater(day, -YEARS_BEFORE);
  const until = yearsLater(day, YEARS_AFTER);
  const pinned: PinnedTime = { day, from, until, zones: {}, holidays: {} };
  for (const name of new Set([...calendars, ...rotations].map(({ timeZone }) => timeZone))) {
    pinned.zones[name] = resolveZone(name, from, until + 1);
  }
  for (const source of calendars.flatMap(({ holidays }) => holidays)) {
    if (typeof source === 'string' || pinned.holidays[holidayKey(source)]) continue;
    if (!book)
      throw new Error(`the holidays of ${holidayKey(source)} are asked for, and no book of holidays was opened`);
    pinned.holidays[holidayKey(source)] = book.publicHolidays(source, from, until);
  }
  return pinned;
}

/** The same date in another year; the 29th of February is the 1st of March where there is none. */
function yearsLater(day: Day, years: number): Day {
  const date = new Date(day * 86_400_000);
  return Date.UTC(date.getUTCFullYear() + years, date.getUTCMonth(), date.getUTCDate()) / 86_400_000;
}
