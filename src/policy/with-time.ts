/** What a policy's calendars and rotations need to know of the world, looked up and pinned with it. */
import type { Policy } from '../domain/rules/policy.js';
import type { Calendar, HolidaySource } from '../domain/time/calendar.js';
import type { Day } from '../domain/time/local.js';
import { isMistaken, type Finding } from './time/finding.js';
import type { HolidayBook } from './time/holidays.js';
import { needsHolidays, pinTime } from './time/pin.js';

/** The policy with what it needs, if it needs anything, or what is not known of its countries. */
export function withTime(policy: Policy, day: Day, book?: HolidayBook): { policy: Policy; problems: Finding[] } {
  const { calendars = {}, rotations = {} } = policy;
  const needs = { calendars: Object.values(calendars), rotations: Object.values(rotations) };
  if (needs.calendars.length + needs.rotations.length === 0) return { policy, problems: [] };
  if (!needsHolidays(needs)) return { policy: { ...policy, pinned: pinTime(needs, day) }, problems: [] };
  if (!book)
    throw new Error('a policy that names the holidays of a country is read by loadPolicy, which has a book of them');
  const problems: Finding[] = [];
  const found: Record<string, Calendar> = {};
  for (const [name, calendar] of Object.entries(calendars)) {
    const holidays = calendar.holidays.map((one, i) =>
      lookedUp(one, book, ['calendars', name, 'holidays', i], problems),
    );
    found[name] = { ...calendar, holidays };
  }
  if (problems.length > 0) return { policy, problems };
  const pinned = pinTime({ ...needs, calendars: Object.values(found) }, day, book);
  return { policy: { ...policy, calendars: found, pinned }, problems };
}

function lookedUp(
  holiday: string | HolidaySource,
  book: HolidayBook,
  path: (string | number)[],
  problems: Finding[],
): string | HolidaySource {
  if (typeof holiday === 'string') return holiday;
  const source = book.find(holiday);
  if (!isMistaken(source)) return source.value;
  problems.push(...source.findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] })));
  return holiday;
}
