/** All readers of parts of a calendar or a rotation, over random values. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDate, readDateTime, readDays } from '../../../src/policy/time/dates.js';
import { readHours } from '../../../src/policy/time/hours.js';
import { readHoliday, readHolidays } from '../../../src/policy/time/holidays.js';
import { readSlot, readSlots } from '../../../src/policy/time/slots.js';
import { readTurn } from '../../../src/policy/time/turns.js';
import { readTimeZone } from '../../../src/policy/time/zone-names.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { slots } from '../../support/time/calendars.js';

announceSeed(import.meta.url);

it('what is written is what is read', () => {
  const time = (minutes: number) => new Date(minutes * 60_000).toISOString().slice(11, 16);
  const text = ([from, to]: number[]) => `${time(from!)}-${to === 1440 ? '24:00' : time(to!)}`;
  holdsFor(200, fc.array(slots, { minLength: 7, maxLength: 7 }), (week) => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day, i) => [day, week[i]!.map(text)]);
    expect(readHours(Object.fromEntries(days))).toEqual({ value: week });
  });
});

it('whatever stands there, it is read or something is said about it', () => {
  const readers = [
    readSlot,
    readSlots,
    readHours,
    readDays,
    readDate,
    readDateTime,
    readHoliday,
    readHolidays,
    readTurn,
    readTimeZone,
  ];
  const told = (reading: object) => ['value', 'findings', 'message'].filter((key) => key in reading).length;
  const texts = fc.oneof(fc.string(), fc.constantFrom('mon-fri', '09:00-17:00', '2026-12-24', 'country', '__proto__'));
  const values = fc.anything({ key: texts, values: [texts, fc.integer(), fc.constant(null)], maxDepth: 3 });
  holdsFor(500, values, (value) => {
    for (const read of readers) expect(told(read(value))).toBe(1);
  });
});
