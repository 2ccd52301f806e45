/** Slots and weekdays: what is read, and what is said about what is wrong. */
import { describe, expect, it } from 'vitest';
import { readHours, readWeekdays } from '../../../src/policy/time/hours.js';
import { readSlot, readSlots } from '../../../src/policy/time/slots.js';

describe('a slot', () => {
  it.each([
    ['09:00-12:30', [540, 750]],
    ['00:00-24:00', [0, 1440]],
    ['23:59-24:00', [1439, 1440]],
  ])('%s', (text, slot) => {
    expect(readSlot(text)).toEqual({ value: slot });
  });

  it.each([
    ['9:00-17:00', 'write 09:00-17:00'],
    ['9-17', 'write 09:00-17:00'],
    ['09:00 - 17:00', 'write 09:00-17:00'],
    ['09.00–17.30', 'write 09:00-17:30'],
    ['22:00-06:00', 'write 22:00-24:00, and 00:00-06:00 on the next day'],
    ['22:00-00:00', 'write 22:00-24:00'],
    ['09:00-09:00', 'write 00:00-24:00 for all of the day, [] for none of it'],
  ])('is not %s: %s', (text, expected) => {
    expect(readSlot(text)).toMatchObject({ expected });
  });

  it.each([
    '',
    '09:00',
    '09:00-',
    '09:00-24:01',
    '09:60-10:00',
    '24:00-24:00',
    '25:00-26:00',
    '09:00-17:00\n',
    540,
    null,
    undefined,
    ['09:00-17:00'],
  ])('is not %j', (value) => {
    expect(readSlot(value)).toHaveProperty('expected');
  });
});

describe('the slots of a day', () => {
  it('stand in order; touching ones are two, and none at all is a closed day', () => {
    expect(readSlots(['09:00-12:00', '12:00-13:00', '14:00-24:00'])).toEqual({
      value: [
        [540, 720],
        [720, 780],
        [840, 1440],
      ],
    });
    expect(readSlots([])).toEqual({ value: [] });
  });

  it.each([
    [['09:00-12:00', '11:59-13:00'], [1], '11:59-13:00 overlaps 09:00-12:00', 'slots that follow one another'],
    [['13:00-17:00', '09:00-12:00'], [1], '09:00-12:00 is earlier than 13:00-17:00', 'put the slots in order'],
    [['09:00-12:00', '09:00-12:00'], [1], '09:00-12:00 overlaps 09:00-12:00', 'slots that follow one another'],
    ['09:00-12:00', [], '"09:00-12:00" is not a list', 'write [09:00-12:00]'],
  ])('%j', (value, path, message, expected) => {
    expect(readSlots(value)).toEqual({ findings: [{ path, message, expected }] });
  });

  it('says all that is wrong, each at its place', () => {
    expect(readSlots(['9-17', '18:00-19:00', 7])).toMatchObject({ findings: [{ path: [0] }, { path: [2] }] });
  });
});

describe('hours', () => {
  it.each([
    ['mon', [0]],
    ['mon-thu', [0, 1, 2, 3]],
    ['sat-mon', [5, 6, 0]],
    ['mon-sun', [0, 1, 2, 3, 4, 5, 6]],
    ['tue-mon', [1, 2, 3, 4, 5, 6, 0]],
  ])('%s', (key, days) => {
    expect(readWeekdays(key)).toEqual({ value: days });
  });

  it.each([
    ['Mon', 'write mon;'],
    ['monday', 'write mon;'],
    ['Mon - Fri', 'write mon-fri;'],
    ['mon..fri', 'write mon-fri;'],
    ['tues', 'write tue;'],
    ['mon-mon', 'write mon for one day, mon-sun for all of them'],
    ['everyday', 'a weekday ('],
    ['mon-tue-wed', 'a weekday ('],
    ['', 'a weekday ('],
  ])('%j is no weekday: %s', (key, expected) => {
    expect(readWeekdays(key)).toHaveProperty('expected', expect.stringContaining(expected));
  });

  it('leave the weekdays closed that are not named', () => {
    const week = [
      [
        [540, 750],
        [795, 1050],
      ],
      [
        [540, 750],
        [795, 1050],
      ],
      [],
      [],
      [],
      [[0, 1440]],
      [],
    ];
    expect(readHours({ 'mon-tue': ['09:00-12:30', '13:15-17:30'], sat: ['00:00-24:00'], sun: [] })).toEqual({
      value: week,
    });
    expect(readHours({})).toEqual({ value: [[], [], [], [], [], [], []] });
  });

  it('say all that is wrong, each at its place', () => {
    expect(readHours({ 'mon-fri': ['09:00-17:00'], 'thu-sat': ['10:00-9:00'], sundy: [], wed: '09:00-17:00' })).toEqual(
      {
        findings: [
          { path: ['thu-sat', 0], message: '"10:00-9:00" is not a slot', expected: expect.any(String) },
          {
            path: ['thu-sat'],
            inKey: true,
            message: 'thu, fri are named twice, by "mon-fri" already',
            expected: 'each weekday once',
          },
          {
            path: ['sundy'],
            inKey: true,
            message: '"sundy" is no weekday and no range of them',
            expected: expect.stringContaining('write sun;'),
          },
          { path: ['wed'], message: '"09:00-17:00" is not a list', expected: 'write [09:00-17:00]' },
          {
            path: ['wed'],
            inKey: true,
            message: 'wed is named twice, by "mon-fri" already',
            expected: 'each weekday once',
          },
        ],
      },
    );
  });

  it.each([undefined, null, '09:00-17:00', 9, [], ['mon']])('are not %j', (value) => {
    expect(readHours(value)).toMatchObject({ findings: [{ path: [] }] });
  });
});
