import { expect, test } from 'vitest';
import { iso, parseInstant } from '../../src/domain/time/instant.js';

test.each([
  ['2026-01-05T09:00:00Z', '2026-01-05T09:00:00.000Z'],
  ['2026-01-05T09:00:00.123Z', '2026-01-05T09:00:00.123Z'],
  ['2026-01-05T09:00Z', '2026-01-05T09:00:00.000Z'],
  ['2026-02-28T23:00:00-05:00', '2026-03-01T04:00:00.000Z'],
  ['2024-02-29T00:00:00+0100', '2024-02-28T23:00:00.000Z'],
  ['2026-01-05T24:00:00Z', '2026-01-06T00:00:00.000Z'],
  ['2026-01-05T09:00:00.1Z', '2026-01-05T09:00:00.100Z'],
])('%s is an instant', (text, instant) => {
  expect(iso(parseInstant(text)!)).toBe(instant);
});

test.each([
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-05T09:00:60Z',
  '2026-01-05T0a:00:00Z',
  '2026-01-05T09:00:00.0-1Z',
  '2026-01-05T09-00:00.000Z',
  '2026-1-005T09:00:00.000Z',
  '2026-01-05',
  '2026-01-05T09:00:00',
  '',
  5,
  null,
])('%j is none', (text) => {
  expect(parseInstant(text)).toBeUndefined();
});

const DAY = 86_400_000;

test.each([0, 1, -1, DAY - 1, DAY, DAY + 59_999, -DAY, -DAY - 1, 1.5, -0.5, 253_402_300_800_000, 8.64e15, -8.64e15])(
  '%d is written as a date writes it, whatever was written before',
  (instant) => {
    for (const before of [instant - 1, Math.floor(instant / DAY) * DAY, instant, -0.5]) {
      if (Math.abs(before) <= 8.64e15) iso(before);
      expect(iso(instant)).toBe(new Date(instant).toISOString());
    }
  },
);

test.each([NaN, Infinity, 8.64e15 + 1])('%d is not written', (instant) => {
  iso(Math.min(instant || 0, 8.64e15));
  expect(() => iso(instant)).toThrow(RangeError);
});
