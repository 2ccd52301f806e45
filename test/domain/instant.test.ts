import { expect, test } from 'vitest';
import { iso, parseInstant } from '../../src/domain/time/instant.js';

test.each([
  ['2026-01-05T09:00:00Z', '2026-01-05T09:00:00.000Z'],
  ['2026-01-05T09:00:00.123Z', '2026-01-05T09:00:00.123Z'],
  ['2026-01-05T09:00Z', '2026-01-05T09:00:00.000Z'],
  ['2026-02-28T23:00:00-05:00', '2026-03-01T04:00:00.000Z'],
  ['2024-02-29T00:00:00+0100', '2024-02-28T23:00:00.000Z'],
])('%s is an instant', (text, instant) => {
  expect(iso(parseInstant(text)!)).toBe(instant);
});

test.each([
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-05',
  '2026-01-05T09:00:00',
  '',
  5,
  null,
])('%j is none', (text) => {
  expect(parseInstant(text)).toBeUndefined();
});
