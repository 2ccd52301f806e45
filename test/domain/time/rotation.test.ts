/** Who is on call: turns across changes of the clock, overrides, and random rotations against a list of all their turns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRotation, type Rotation } from '../../../src/domain/time/rotation.js';
import type { Zone } from '../../../src/domain/time/zone.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { FIRST_DAY, instants, zones } from '../../support/time/calendars.js';
import { MINUTE, WallClock } from '../../support/time/minute-by-minute.js';
import { at, h, UTC } from '../../support/time/offices.js';

announceSeed(import.meta.url);

/** Europe/Berlin in 2026. */
const BERLIN: Zone = {
  offset: 60,
  changes: [
    [at('2026-03-29T01:00Z') / MINUTE, 120],
    [at('2026-10-25T01:00Z') / MINUTE, 60],
  ],
};

function onCall(given: Partial<Rotation>, zone: Zone = BERLIN): (text: string) => string {
  const rotation = {
    members: ['anna', 'ben', 'cem'],
    every: { days: 7 },
    from: '2026-01-05T09:00',
    timeZone: 'Zone',
    overrides: [],
  };
  const ready = compileRotation({ ...rotation, ...given }, zone);
  return (text) => ready.at(at(text));
}

describe('turns of weeks', () => {
  const who = onCall({});

  it.each([
    ['2020-01-01T00:00Z', 'anna'],
    ['2026-01-05T07:59:59.999Z', 'anna'],
    ['2026-01-05T08:00Z', 'anna'],
    ['2026-01-12T07:59:59.999Z', 'anna'],
    ['2026-01-12T08:00Z', 'ben'],
    ['2026-01-19T08:00Z', 'cem'],
    ['2026-01-26T08:00Z', 'anna'],
    // Summer time: nine o'clock in Berlin is seven, UTC.
    ['2026-03-30T06:59:59.999Z', 'cem'],
    ['2026-03-30T07:00Z', 'anna'],
    ['2026-10-26T07:59:59.999Z', 'cem'],
    ['2026-10-26T08:00Z', 'anna'],
  ])('at %s it is %s', (text, name) => {
    expect(who(text)).toBe(name);
  });
});

it('a handover in the hour that the clock skips is at its end', () => {
  const who = onCall({ every: { days: 1 }, from: '2026-03-28T02:30' });
  expect(
    ['2026-03-29T00:59:59.999Z', '2026-03-29T01:00Z', '2026-03-30T00:29:59.999Z', '2026-03-30T00:30Z'].map(who),
  ).toEqual(['anna', 'ben', 'ben', 'cem']);
});

it('a handover in the hour that the clock shows twice is at the first of both', () => {
  const who = onCall({ every: { days: 1 }, from: '2026-10-24T02:30' });
  expect(['2026-10-25T00:29:59.999Z', '2026-10-25T00:30Z', '2026-10-25T01:15Z', '2026-10-26T01:30Z'].map(who)).toEqual([
    'anna',
    'ben',
    'ben',
    'cem',
  ]);
});

it('hours pass by themselves, whatever the clock shows', () => {
  const who = onCall({ every: { hours: 24 }, from: '2026-03-28T09:00' });
  expect(
    ['2026-03-28T07:59:59.999Z', '2026-03-29T07:59:59.999Z', '2026-03-29T08:00Z', '2026-03-30T08:00Z'].map(who),
  ).toEqual(['anna', 'anna', 'ben', 'cem']);
});

it('an override goes before, also before the first turn; of two the last one written counts', () => {
  const who = onCall({
    overrides: [
      { from: '2026-01-01T00:00', to: '2026-01-10T00:00', who: 'dora' },
      { from: '2026-01-07T00:00', to: '2026-01-08T00:00', who: 'emil' },
      { from: '2026-01-20T12:00', to: '2026-01-20T12:00', who: 'nobody' },
    ],
  });
  expect(who('2025-12-31T22:59:59.999Z')).toBe('anna');
  expect(who('2025-12-31T23:00Z')).toBe('dora');
  expect(who('2026-01-06T23:00Z')).toBe('emil');
  expect(who('2026-01-07T23:00Z')).toBe('dora');
  expect(who('2026-01-09T22:59:59.999Z')).toBe('dora');
  expect(who('2026-01-09T23:00Z')).toBe('anna');
  expect(who('2026-01-20T11:00Z')).toBe('cem');
});

it('goes on for thousands of years without counting them', () => {
  const who = onCall({ members: ['anna', 'ben'], every: { hours: 1 } }, UTC);
  expect(who('9999-12-31T22:00Z')).not.toBe(who('9999-12-31T23:00Z'));
});

it('what cannot be read is an error', () => {
  expect(() => onCall({ from: '2026-01-05' })).toThrow('2026-01-05 is not a local time');
});

it('is who a list of all the turns names', () => {
  const LENGTH = 40;
  const rotations = fc.record({
    zone: zones(15),
    members: fc.integer({ min: 1, max: 4 }),
    every: fc.oneof(
      fc.integer({ min: 1, max: 9 }).map((days) => ({ days })),
      fc.integer({ min: 1, max: 50 }).map((hours) => ({ hours })),
    ),
    from: fc.integer({ min: 0, max: 6 * 1440 }),
    asked: fc.array(instants(LENGTH - 4), { minLength: 20, maxLength: 20 }),
  });
  holdsFor(120, rotations, ({ zone, members, every, from, asked }) => {
    const begin = FIRST_DAY * 1440 + from;
    const names = Array.from({ length: members }, (_, i) => `member ${i}`);
    const ready = compileRotation(
      {
        members: names,
        every,
        from: new Date(begin * 60_000).toISOString().slice(0, 16),
        timeZone: 'Zone',
        overrides: [],
      },
      zone,
    );
    const clock = new WallClock(zone, (FIRST_DAY - 10) * 1440, (FIRST_DAY + LENGTH + 20) * 1440);
    const turns = Array.from({ length: LENGTH * 24 }, (_, n) => {
      if ('hours' in every) return clock.minuteOf(begin) * MINUTE + n * h(every.hours);
      return n * every.days > LENGTH ? Infinity : clock.minuteOf(begin + n * every.days * 1440) * MINUTE;
    });
    for (const t of asked) {
      const turn = Math.max(0, turns.filter((start) => start <= t).length - 1);
      expect(ready.at(t)).toBe(names[turn % members]);
    }
  });
});
