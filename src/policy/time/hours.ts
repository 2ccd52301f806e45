/** The hours of a calendar's ordinary week: weekdays and ranges of them, each with its slots. */
import type { Slot } from '../../domain/time/calendar.js';
import { shown, type ScalarReading } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';
import { isMistaken, partOf, readKeys, under, type TimeFinding, type PartReading } from './finding.js';
import { readSlots } from './slots.js';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const LONG = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const HOURS = 'weekdays with their slots, such as { mon-fri: [09:00-17:30] }';
const KEY = `a weekday (${WEEKDAYS.join(', ')}) or a range of them such as mon-fri`;

/** Reads a weekday or a range, also over the week's end: `sat-mon` is 5, 6, 0. */
export function readWeekdays(key: string): ScalarReading<number[]> {
  const [first, last, ...more] = key.split('-').map((name) => WEEKDAYS.findIndex((day) => day === name));
  if (first === undefined || first < 0 || more.length > 0 || (last !== undefined && last < 0)) {
    return { message: `${shown(key)} is no weekday and no range of them`, expected: correction(key) };
  }
  if (last === undefined) return { value: [first] };
  if (last === first) {
    const expected = `write ${WEEKDAYS[first]!} for one day, mon-sun for all of them`;
    return { message: `${shown(key)} is a range from a day to itself`, expected };
  }
  return { value: Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7) };
}

/** Reads `hours` into the slots of Monday to Sunday. A weekday that is not named is closed. */
export function readHours(value: unknown): PartReading<Slot[][]> {
  const keys = readKeys(value, HOURS);
  if (isMistaken(keys)) return keys;
  const findings: TimeFinding[] = [];
  const week: Slot[][] = WEEKDAYS.map(() => []);
  const namedBy: (string | undefined)[] = [];
  for (const [key, given] of keys.value) {
    const slots = readSlots(given);
    if (isMistaken(slots)) findings.push(...under(key, slots.findings));
    const days = readWeekdays(key);
    if (!('value' in days)) {
      findings.push({ path: [key], inKey: true, ...days });
      continue;
    }
    const twice = days.value.filter((day) => namedBy[day] !== undefined);
    if (twice.length > 0) {
      const names = twice.map((day) => WEEKDAYS[day]!).join(', ');
      const message = `${names} ${twice.length > 1 ? 'are' : 'is'} named twice, by ${shown(namedBy[twice[0]!])} already`;
      findings.push({ path: [key], inKey: true, message, expected: 'each weekday once' });
    }
    for (const day of days.value) {
      namedBy[day] ??= key;
      if (!isMistaken(slots)) week[day] = slots.value;
    }
  }
  return partOf(week, findings);
}

/** What was probably meant by `Monday`, `Mon`, `mon - fri` or `mon..fri`. */
function correction(key: string): string {
  const names = key
    .toLowerCase()
    .split(/\s*(?:-|–|—|\bto\b|\.\.)\s*/)
    .map((name) => name.trim());
  const guess = names.map((name) => {
    const meant = LONG.find((day) => name.length > 2 && day.startsWith(name)) ?? nearest(name, [...WEEKDAYS, ...LONG]);
    return meant?.slice(0, 3) ?? '';
  });
  const text = guess.join('-');
  return text !== key && guess.length <= 2 && !guess.includes('') ? `write ${text}; ${KEY}` : KEY;
}
