/** What a policy's calendars and rotations need to know of the world, looked up and pinned with it. */
import type { Policy } from '../domain/rules/policy.js';
import type { Calendar, HolidaySource } from '../domain/time/calendar.js';
import type { Day } from '../domain/time/local.js';
import { isMistaken } from './time/finding.js';
import type { HolidayBook } from './time/holidays.js';
import { needsHolidays, pinTime } from './time/pin.js';

/** The policy with what it needs, if it needs anything. Every country in it must be in the book. */
export function withTime(policy: Policy, day: Day, book?: HolidayBook): Policy {
  const { calendars = {}, rotations = {} } = policy;
  const needs = { calendars: Object.values(calendars), rotations: Object.values(rotations) };
  if (needs.calendars.length + needs.rotations.length === 0) return policy;
  if (!needsHolidays(needs)) return { ...policy, pinned: pinTime(needs, day) };
  if (!book)
    throw new Error('a policy that names the holidays of a country is read by loadPolicy, which has a book of them');
  const found: Record<string, Calendar> = {};
  for (const [name, calendar] of Object.entries(calendars)) {
    found[name] = { ...calendar, holidays: calendar.holidays.map((one) => lookedUp(one, book)) };
  }
  const pinned = pinTime({ ...needs, calendars: Object.values(found) }, day, book);
  return { ...policy, calendars: found, pinned };
}

function lookedUp(holiday: string | HolidaySource, book: HolidayBook): string | HolidaySource {
  if (typeof holiday === 'string') return holiday;
  const source = book.find(holiday);
  if (isMistaken(source)) throw new Error(`no holidays are known of ${JSON.stringify(holiday)}`);
  return source.value;
}
