/** Zones as the platform knows them: what was pinned agrees with its clock, and calendars on the days on which it changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from '../../../src/domain/time/local.js';
import { localAt, offsetAt } from '../../../src/domain/time/zone.js';
import { resolveZone } from '../../../src/policy/time/offsets.js';
import { readTimeZone } from '../../../src/policy/time/zone-names.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { at, h, office, week } from '../../support/time/offices.js';

announceSeed(import.meta.url);

const FROM = parseDate('2024-11-29')!;
const UNTIL = parseDate('2046-11-29')!;

describe('on the days on which the clock changes', () => {
  it.each([
    // Zone, local date and slot, and when it opens and closes; one that is nothing has neither.
    ['Europe/Berlin', '2026-03-29', '00:00-24:00', '2026-03-28T23:00Z', '2026-03-29T22:00Z', h(23)],
    ['Europe/Berlin', '2026-03-29', '02:30-03:30', '2026-03-29T01:00Z', '2026-03-29T01:30Z', h(0.5)],
    ['Europe/Berlin', '2026-03-29', '02:15-02:45', '', '', 0],
    ['Europe/Berlin', '2026-10-25', '00:00-24:00', '2026-10-24T22:00Z', '2026-10-25T23:00Z', h(25)],
    ['Europe/Berlin', '2026-10-25', '02:00-03:00', '2026-10-25T00:00Z', '2026-10-25T02:00Z', h(2)],
    ['Europe/Berlin', '2026-10-25', '02:15-02:45', '2026-10-25T00:15Z', '2026-10-25T00:45Z', h(0.5)],
    ['America/New_York', '2026-03-08', '01:00-04:00', '2026-03-08T06:00Z', '2026-03-08T08:00Z', h(2)],
    ['America/New_York', '2026-11-01', '01:00-02:00', '2026-11-01T05:00Z', '2026-11-01T07:00Z', h(2)],
    ['America/New_York', '2026-11-02', '09:00-17:00', '2026-11-02T14:00Z', '2026-11-02T22:00Z', h(8)],
    ['America/St_Johns', '2026-03-08', '00:00-24:00', '2026-03-08T03:30Z', '2026-03-09T02:30Z', h(23)],
    ['America/St_Johns', '2026-07-01', '09:00-17:00', '2026-07-01T11:30Z', '2026-07-01T19:30Z', h(8)],
    ['Asia/Kolkata', '2026-03-29', '09:00-17:00', '2026-03-29T03:30Z', '2026-03-29T11:30Z', h(8)],
    ['Asia/Kathmandu', '2026-03-29', '00:00-24:00', '2026-03-28T18:15Z', '2026-03-29T18:15Z', h(24)],
    ['Australia/Adelaide', '2026-04-05', '00:00-24:00', '2026-04-04T13:30Z', '2026-04-05T14:30Z', h(25)],
    ['Australia/Adelaide', '2026-10-04', '00:00-24:00', '2026-10-03T14:30Z', '2026-10-04T13:30Z', h(23)],
    ['Australia/Lord_Howe', '2026-04-05', '00:00-24:00', '2026-04-04T13:00Z', '2026-04-05T13:30Z', h(24.5)],
    ['Australia/Lord_Howe', '2026-04-05', '01:30-02:00', '2026-04-04T14:30Z', '2026-04-04T15:30Z', h(1)],
    ['Australia/Lord_Howe', '2026-10-04', '00:00-24:00', '2026-10-03T13:30Z', '2026-10-04T13:00Z', h(23.5)],
    ['Australia/Lord_Howe', '2026-10-04', '02:00-02:30', '', '', 0],
    ['Pacific/Auckland', '2026-09-27', '00:00-24:00', '2026-09-26T12:00Z', '2026-09-27T11:00Z', h(23)],
    ['Pacific/Chatham', '2026-04-05', '00:00-24:00', '2026-04-04T10:15Z', '2026-04-05T11:15Z', h(25)],
    // These change at midnight, which then comes twice or not at all.
    ['America/Santiago', '2026-04-04', '23:00-24:00', '2026-04-05T02:00Z', '2026-04-05T04:00Z', h(2)],
    ['America/Santiago', '2026-09-06', '00:00-24:00', '2026-09-06T04:00Z', '2026-09-07T03:00Z', h(23)],
    ['Africa/Cairo', '2026-04-24', '00:00-00:30', '', '', 0],
    ['Africa/Cairo', '2026-04-24', '00:00-24:00', '2026-04-23T22:00Z', '2026-04-24T21:00Z', h(23)],
    ['Africa/Cairo', '2026-10-29', '00:00-24:00', '2026-10-28T21:00Z', '2026-10-29T22:00Z', h(25)],
  ])('%s on %s: %s is from %s to %s', (name, date, slot, opens, closes, open) => {
    const [from, to] = slot.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
    const desk = office({ week: week({}), days: { [date]: [[from!, to!]] } }, resolveZone(name, FROM, UNTIL));
    expect(desk.business(at('2024-01-01T00:00Z'), at('2050-01-01T00:00Z'))).toBe(open);
    expect(desk.nextOpening(at('2026-01-01T00:00Z'))).toBe(opens === '' ? Infinity : at(opens));
    if (closes !== '') expect(desk.add(at('2026-01-01T00:00Z'), open)).toBe(at(closes));
  });

  it('the same weekday’s slots in all weeks around a change', () => {
    const desk = office({ week: week({ sun: ['01:00-04:00'] }) }, resolveZone('Europe/Berlin', FROM, UNTIL));
    const sundays = ['2026-03-22', '2026-03-29', '2026-04-05', '2026-10-18', '2026-10-25', '2026-11-01'];
    expect(sundays.map((day) => desk.business(at(`${day}T00:00Z`) - h(4), at(`${day}T06:00Z`)) / h(1))).toEqual([
      3, 2, 3, 3, 4, 3,
    ]);
  });

  it('a day that a zone skipped is nothing, and its neighbours are whole', () => {
    const zone = resolveZone('Pacific/Apia', parseDate('2010-01-01')!, parseDate('2014-01-01')!);
    const desk = office({ week: week({ all: ['09:00-17:00'] }) }, zone);
    // After nine o'clock on the 29th, at UTC-10, comes nine o'clock on the 31st, at UTC+14.
    expect(desk.nextOpening(at('2011-12-30T03:00Z'))).toBe(at('2011-12-30T19:00Z'));
    expect(desk.business(at('2011-12-29T10:00Z'), at('2011-12-31T10:00Z'))).toBe(h(16));
  });
});

describe('what is pinned of a zone', () => {
  const clock = (name: string) => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
    return (t: number) => Date.parse(`${format.format(t).replace(' ', 'T')}Z`) / 60_000;
  };
  const days = fc.integer({ min: FROM * 1440, max: UNTIL * 1440 });

  it('shows what the platform’s clock shows', () => {
    const names = fc.constantFrom(
      'UTC',
      'Africa/Casablanca',
      'Australia/Lord_Howe',
      ...Intl.supportedValuesOf('timeZone'),
    );
    holdsFor(
      40,
      fc.record({ name: names, minutes: fc.array(days, { minLength: 30, maxLength: 30 }) }),
      ({ name, minutes }) => {
        const [zone, shows] = [resolveZone(name, FROM, UNTIL), clock(name)];
        for (const minute of minutes) expect(localAt(zone, minute * 60_000)).toBe(shows(minute * 60_000));
        // And at the change itself, and just before it.
        for (const [change] of zone.changes.slice(0, 4)) {
          expect(localAt(zone, change * 60_000)).toBe(shows(change * 60_000));
          expect(localAt(zone, change * 60_000 - 60_000)).toBe(shows(change * 60_000 - 60_000));
        }
      },
    );
  });

  it('is short, and plain JSON', () => {
    const zone = resolveZone('Europe/Berlin', FROM, UNTIL);
    expect(zone.changes).toHaveLength(44);
    expect(JSON.stringify(zone).length).toBeLessThan(1000);
    expect(JSON.parse(JSON.stringify(zone))).toEqual(zone);
    expect(resolveZone('Asia/Tokyo', FROM, UNTIL)).toEqual({ offset: 540, changes: [] });
  });

  it('goes on with its first offset before it, and with its last one after it', () => {
    const zone = resolveZone('Europe/Berlin', parseDate('2026-01-01')!, parseDate('2026-08-01')!);
    expect(zone.changes).toHaveLength(1);
    expect([offsetAt(zone, at('1990-07-01T00:00Z')), offsetAt(zone, at('2090-01-01T00:00Z'))]).toEqual([60, 120]);
  });
});

describe('the name of a zone', () => {
  it.each([
    'Europe/Berlin',
    'UTC',
    'GMT',
    'CET',
    'EST',
    'EST5EDT',
    'Etc/GMT-1',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'US/Pacific',
    'Japan',
  ])('may be %s', (name) => {
    expect(readTimeZone(name)).toEqual({ value: name });
  });

  it.each([
    ['Europe/Belin', 'Europe/Berlin'],
    ['Berlin', 'Europe/Berlin'],
    ['new york', 'America/New_York'],
    ['Tokio', 'Asia/Tokyo'],
    ['America/NewYork', 'America/New_York'],
  ])('%s was probably meant to be %s', (name, meant) => {
    expect(readTimeZone(name)).toEqual({
      message: `there is no time zone "${name}"`,
      expected: `did you mean "${meant}"?`,
    });
  });

  it.each([
    'PST',
    'IST',
    'bst',
    '+01:00',
    '-05:00',
    'CEST',
    'Mars/Base',
    '',
    ' Europe/Berlin',
    7,
    true,
    null,
    undefined,
    ['UTC'],
  ])('is not %j', (name) => {
    expect(readTimeZone(name)).toHaveProperty('expected');
  });
});
