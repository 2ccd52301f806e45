/** Dates, local times, holidays and turns: what is read, and what is said about what is wrong. */
import { describe, expect, it } from 'vitest';
import { misordered, readDate, readDateTime, readDays } from '../../../src/policy/time/dates.js';
import { readHoliday, readHolidays } from '../../../src/policy/time/holidays.js';
import { readTurn } from '../../../src/policy/time/turns.js';

describe('dates', () => {
  it('stay the text they are', () => {
    expect(readDate('2026-12-24')).toEqual({ value: '2026-12-24' });
    expect(readDateTime('2026-01-05T09:00')).toEqual({ value: '2026-01-05T09:00' });
  });

  it.each([
    ['2026-02-30', 'there is no 2026-02-30', 'a date such as 2026-12-24'],
    ['2026-1-5', '"2026-1-5" is not a date', 'write 2026-01-05'],
    ['2026/12/24', '"2026/12/24" is not a date', 'write 2026-12-24'],
    ['24.12.2026', '"24.12.2026" is not a date', 'a date such as 2026-12-24'],
    [20261224, '20261224 is not a date', 'a date such as 2026-12-24'],
  ])('%j is none', (value, message, expected) => {
    expect(readDate(value)).toEqual({ message, expected });
  });

  it.each([
    ['2026-01-05', 'write 2026-01-05T09:00'],
    ['2026-01-05 10:30', 'write 2026-01-05T10:30'],
    ['2026-01-05T10:30:00', 'write 2026-01-05T10:30'],
    ['2026-01-05T10:30:00Z', 'write 2026-01-05T10:30, as a clock on the wall of time_zone shows it'],
    ['2026-01-05T10:30+01:00', 'write 2026-01-05T10:30, as a clock on the wall of time_zone shows it'],
    ['2026-02-30T10:30', 'a local time such as 2026-01-05T09:00'],
    ['tomorrow', 'a local time such as 2026-01-05T09:00'],
    [null, 'a local time such as 2026-01-05T09:00'],
  ])('%j is no local time: %s', (value, expected) => {
    expect(readDateTime(value)).toMatchObject({ expected });
  });

  it('of a span stand in order', () => {
    expect(misordered('2026-01-05T09:00', '2026-01-05T09:01')).toBeUndefined();
    expect(misordered('2026-01-05T09:00', '2026-01-05T09:00')).toHaveProperty(
      'message',
      '2026-01-05T09:00 is not after 2026-01-05T09:00',
    );
  });

  it('have slots of their own', () => {
    expect(readDays({ '2026-12-24': ['09:00-12:00'], '2026-12-31': [] })).toEqual({
      value: { '2026-12-24': [[540, 720]], '2026-12-31': [] },
    });
    expect(readDays({ '2026-12-32': ['9-12'] })).toMatchObject({
      findings: [
        { path: ['2026-12-32'], inKey: true, message: 'there is no 2026-12-32' },
        { path: ['2026-12-32', 0], expected: 'write 09:00-12:00' },
      ],
    });
  });
});

describe('a holiday', () => {
  it('is a date, or those of a country', () => {
    const list = ['2026-12-25', { country: 'DE', region: 'BE' }, { country: 'FR' }];
    expect(readHolidays(list)).toEqual({ value: list });
  });

  it.each([
    [
      { country: 'DE', regoin: 'BE' },
      [{ path: ['regoin'], inKey: true, message: 'unknown key "regoin"', expected: 'did you mean "region"?' }],
    ],
    [
      { region: 'BE' },
      [{ path: ['country'], message: 'is missing', expected: 'the two letters of a country, such as DE' }],
    ],
    [
      { country: 'FR', region: 57 },
      [{ path: ['region'], message: '57 is not a text', expected: 'write "57", in quotes' }],
    ],
    [
      'Christmas',
      [{ path: [], message: '"Christmas" is not a date', expected: expect.stringContaining('or a country such as') }],
    ],
    ['2026-12-32', [{ path: [], message: 'there is no 2026-12-32', expected: 'a date such as 2026-12-24' }]],
    [null, [{ path: [], message: 'has no value', expected: expect.stringContaining('or a country such as') }]],
  ])('is not %j', (value, findings) => {
    expect(readHoliday(value)).toEqual({ findings });
  });
});

describe('the length of a turn', () => {
  it.each([
    ['1d', { days: 1 }],
    ['2w', { days: 14 }],
    ['24h', { hours: 24 }],
  ])('%s', (text, every) => {
    expect(readTurn(text)).toEqual({ value: every });
  });

  it.each([
    [7, 'write 7h, 7d or 7w'],
    ['7', 'write 7h, 7d or 7w'],
    ['0d', 'a whole number of hours, days or weeks, such as 12h, 1d or 1w'],
    ['90m', 'a whole number of hours, days or weeks, such as 12h, 1d or 1w'],
    ['1d12h', 'a whole number of hours, days or weeks, such as 12h, 1d or 1w'],
    ['1.5d', 'a whole number of hours, days or weeks, such as 12h, 1d or 1w'],
    ['600w', 'at most 3650d'],
    [undefined, 'a whole number of hours, days or weeks, such as 12h, 1d or 1w'],
  ])('is not %j: %s', (value, expected) => {
    expect(readTurn(value)).toMatchObject({ expected });
  });
});
