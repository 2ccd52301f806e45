/** Calendars for tests that say only what they are about. */
import { compileCalendar, type BusinessTime } from '../../../src/domain/time/business-time.js';
import type { Calendar, PinnedTime, Slot } from '../../../src/domain/time/calendar.js';
import type { Zone } from '../../../src/domain/time/zone.js';

export const at = (text: string): number => Date.parse(text);
export const h = (hours: number): number => hours * 3_600_000;
export const m = (minutes: number): number => minutes * 60_000;

export const UTC: Zone = { offset: 0, changes: [] };

/** `09:00-17:00` in minutes of the day. */
export function slot(text: string): Slot {
  const [from, to] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) as Slot;
  return [from, to];
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Weekdays with their slots, as in `{ mon: ['09:00-17:00'] }`; `all` is each that is not named. */
export function week(hours: Record<string, string[]>): Slot[][] {
  return DAYS.map((day) => (hours[day] ?? hours['all'] ?? []).map(slot));
}

export const WORKDAYS = week({ all: ['09:00-17:00'], sat: [], sun: [] });

/** A calendar made ready; it is one of workdays from nine to five, UTC, if nothing else is said. */
export function office(
  given: Partial<Calendar> = {},
  zone: Zone = UTC,
  holidays: PinnedTime['holidays'] = {},
): BusinessTime {
  const calendar = { timeZone: 'Zone', week: WORKDAYS, days: {}, holidays: [], ...given };
  return compileCalendar(calendar, {
    day: 20_458,
    from: 19_727,
    until: 27_763,
    zones: { [calendar.timeZone]: zone },
    holidays,
  });
}
