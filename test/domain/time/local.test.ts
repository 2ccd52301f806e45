/** Dates and local times as text. */
import { expect, it } from 'vitest';
import { formatDate, parseDate, parseDateTime, weekdayOf } from '../../../src/domain/time/local.js';

it.each([
  ['1970-01-01', 0],
  ['2026-12-24', 20_811],
  ['2028-02-29', 21_243],
  ['1969-12-31', -1],
  ['9999-12-31', 2_932_896],
])('%s is day %d', (text, day) => {
  expect(parseDate(text)).toBe(day);
  expect(formatDate(day)).toBe(text);
});

it.each([
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-1-5',
  '2026-01-05T00:00',
  '',
  '20260105',
  '+002026-01-05',
  '2026-04-31',
])('%j is no date', (text) => {
  expect(parseDate(text)).toBeUndefined();
});

it('a local time is counted in minutes', () => {
  expect(parseDateTime('1970-01-02T01:01')).toBe(1440 + 61);
});

it.each([
  '2026-01-05',
  '2026-01-05 09:00',
  '2026-01-05T24:00',
  '2026-01-05T09:60',
  '2026-02-30T09:00',
  '2026-01-05T09:00Z',
])('%j is no local time', (text) => {
  expect(parseDateTime(text)).toBeUndefined();
});

it('weeks begin on Monday, before 1970 too', () => {
  expect(['2026-01-05', '2026-01-11', '1969-12-29', '1969-12-28'].map((date) => weekdayOf(parseDate(date)!))).toEqual([
    0, 6, 0, 6,
  ]);
});
