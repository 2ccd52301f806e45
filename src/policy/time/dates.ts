/** Dates and local times of a policy: `2026-12-24`, `2026-01-05T09:00`. */
import type { Slot } from '../../domain/time/calendar.js';
import { parseDate, parseDateTime } from '../../domain/time/local.js';
import { absence, isWrong, shown, type ScalarReading } from '../../reading/scalar.js';
import { isMistaken, partOf, readKeys, under, type TimeFinding, type PartReading } from './finding.js';
import { readSlots } from './slots.js';

const DATE = 'a date such as 2026-12-24';
const DATE_TIME = 'a local time such as 2026-01-05T09:00';
const DAYS = 'dates with their slots, such as { 2026-12-24: [09:00-12:00] }';

/** Reads a date, which stays the text it is. */
export function readDate(value: unknown): ScalarReading<string> {
  const absent = absence(value, DATE);
  if (absent) return absent;
  if (typeof value !== 'string') return { message: `${shown(value)} is not a date`, expected: DATE };
  if (parseDate(value) !== undefined) return { value };
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { message: `there is no ${value}`, expected: DATE };
  const [, year, month, day] = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(value) ?? [];
  const guess = year === undefined ? '' : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
  const expected = parseDate(guess) === undefined ? DATE : `write ${guess}`;
  return { message: `${shown(value)} is not a date`, expected };
}

/** Reads a local time, which stays the text it is; it has neither seconds nor a zone. */
export function readDateTime(value: unknown): ScalarReading<string> {
  const absent = absence(value, DATE_TIME);
  if (absent) return absent;
  if (typeof value !== 'string') return { message: `${shown(value)} is not a local time`, expected: DATE_TIME };
  if (parseDateTime(value) !== undefined) return { value };
  const [, date, time, rest = ''] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(.*))?$/.exec(value) ?? [];
  if (date === undefined) return { message: `${shown(value)} is not a local time`, expected: DATE_TIME };
  if (parseDate(date) === undefined) return { message: `there is no ${date}`, expected: DATE_TIME };
  if (/^(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(rest)) {
    const expected = `write ${date}T${time}, as a clock on the wall of time_zone shows it`;
    return { message: `${shown(value)} has a zone of its own`, expected };
  }
  const guess = `${date}T${time ?? '09:00'}`;
  const expected = parseDateTime(guess) === undefined ? DATE_TIME : `write ${guess}`;
  return { message: `${shown(value)} is not a local time`, expected };
}

/** What is wrong with a span of local times (both can be read) that does not end after it starts; undefined if it does. */
export function misordered(from: string, to: string): { message: string; expected: string } | undefined {
  if (parseDateTime(to)! > parseDateTime(from)!) return undefined;
  return { message: `${to} is not after ${from}`, expected: 'from before to; to itself is no part of it' };
}

/** Reads `days`: the slots of single dates. */
export function readDays(value: unknown): PartReading<Record<string, Slot[]>> {
  const keys = readKeys(value, DAYS);
  if (isMistaken(keys)) return keys;
  const findings: TimeFinding[] = [];
  const days: Record<string, Slot[]> = {};
  for (const [key, given] of keys.value) {
    const date = readDate(key);
    if (isWrong(date)) findings.push({ path: [key], inKey: true, ...date });
    const slots = readSlots(given);
    if (isMistaken(slots)) findings.push(...under(key, slots.findings));
    else days[key] = slots.value;
  }
  return partOf(days, findings);
}
