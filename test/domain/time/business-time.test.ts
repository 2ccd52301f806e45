/** Open time, deadlines and openings of calendars, told one by one. */
import { describe, expect, it } from 'vitest';
import { compileCalendar, NEVER, ROUND_THE_CLOCK } from '../../../src/domain/time/business-time.js';
import { parseDate } from '../../../src/domain/time/local.js';
import { at, h, m, office, slot, UTC, week, WORKDAYS } from '../../support/time/offices.js';

/** 2026-01-05 is a Monday. */
describe('a desk with workdays from nine to five', () => {
  const desk = office();

  it.each([
    ['2026-01-05T09:00Z', '2026-01-05T17:00Z', h(8)],
    ['2026-01-05T08:00Z', '2026-01-05T09:00Z', 0],
    ['2026-01-05T16:59:59.999Z', '2026-01-05T17:00Z', 1],
    ['2026-01-05T17:00Z', '2026-01-06T09:00Z', 0],
    ['2026-01-09T16:00Z', '2026-01-12T10:00Z', h(2)],
    ['2026-01-01T00:00Z', '2027-01-01T00:00Z', 261 * h(8)],
    ['1926-01-01T00:00Z', '2126-01-01T00:00Z', 52_177 * h(8)],
    ['2026-01-06T00:00Z', '2026-01-05T00:00Z', 0],
  ])('from %s to %s is open for %d ms', (from, to, open) => {
    expect(desk.business(at(from), at(to))).toBe(open);
  });

  it.each([
    ['2026-01-05T10:00Z', 0, '2026-01-05T10:00Z'],
    ['2026-01-05T20:00Z', 0, '2026-01-05T20:00Z'],
    ['2026-01-05T10:00Z', h(2), '2026-01-05T12:00Z'],
    ['2026-01-05T10:00Z', h(7), '2026-01-05T17:00Z'],
    ['2026-01-05T10:00Z', h(7) + 1, '2026-01-06T09:00:00.001Z'],
    ['2026-01-05T09:00Z', h(8), '2026-01-05T17:00Z'],
    ['2026-01-05T20:00Z', h(8), '2026-01-06T17:00Z'],
    ['2026-01-05T17:00Z', h(40), '2026-01-12T17:00Z'],
    ['2026-01-10T12:00Z', h(40), '2026-01-16T17:00Z'],
    ['2026-01-05T09:00Z', 261 * h(8), '2027-01-04T17:00Z'],
  ])('at %s, %d ms later is %s', (from, length, to) => {
    expect(desk.add(at(from), length)).toBe(at(to));
  });

  it('counts a fraction of a millisecond as a whole one', () => {
    expect(desk.add(at('2026-01-05T10:00Z'), 0.25)).toBe(at('2026-01-05T10:00:00.001Z'));
  });

  it('knows its slot, its next opening and its next closing', () => {
    const noon = at('2026-01-09T12:00Z');
    expect([desk.slotStart(noon), desk.slotEnd(noon)]).toEqual([at('2026-01-09T09:00Z'), at('2026-01-09T17:00Z')]);
    expect(desk.nextOpening(noon)).toBe(noon);
    expect(desk.nextClosing(noon)).toBe(at('2026-01-09T17:00Z'));
    const evening = at('2026-01-09T17:00Z');
    expect([desk.slotStart(evening), desk.slotEnd(evening), desk.isOpenAt(evening)]).toEqual([null, null, false]);
    expect(desk.nextOpening(evening)).toBe(at('2026-01-12T09:00Z'));
    expect(desk.nextClosing(evening)).toBe(evening);
  });
});

describe('special dates', () => {
  const tuesday = parseDate('2026-01-06')!;
  const source = { country: 'XX' };

  it('a holiday closes its date, an own one and a country’s', () => {
    expect(office({ holidays: ['2026-01-06'] }).add(at('2026-01-05T16:00Z'), h(2))).toBe(at('2026-01-07T10:00Z'));
    const abroad = office({ holidays: [source] }, UTC, { XX: [tuesday] });
    expect(abroad.add(at('2026-01-05T16:00Z'), h(2))).toBe(at('2026-01-07T10:00Z'));
  });

  it('a date of its own wins over a holiday and over its weekday', () => {
    const days = { '2026-01-06': [slot('10:00-11:00')], '2026-01-10': [slot('12:00-13:00')], '2026-01-08': [] };
    const desk = office({ days, holidays: ['2026-01-06', source] }, UTC, { XX: [tuesday] });
    const length = (day: string) => desk.business(at(`${day}T00:00Z`), at(`${day}T24:00Z`));
    expect(['2026-01-06', '2026-01-08', '2026-01-09', '2026-01-10'].map(length)).toEqual([h(1), 0, h(8), h(1)]);
  });

  it('a calendar may have nothing but dates, and then never opens again', () => {
    const desk = office({ week: week({}), days: { '2026-01-06': [slot('10:00-11:00')] } });
    expect(desk.add(0, h(1))).toBe(at('2026-01-06T11:00Z'));
    expect(desk.add(0, h(1) + 1)).toBe(NEVER);
    expect(desk.nextOpening(at('2026-01-06T11:00Z'))).toBe(NEVER);
    expect(desk.nextClosing(at('2026-01-06T10:30Z'))).toBe(at('2026-01-06T11:00Z'));
    expect(desk.business(0, at('2099-01-01T00:00Z'))).toBe(h(1));
  });

  it('a calendar without any hours never opens', () => {
    const desk = office({ week: week({}) });
    expect([desk.add(0, 1), desk.nextOpening(0), desk.business(0, 1e13)]).toEqual([NEVER, NEVER, 0]);
    expect(desk.add(5, 0)).toBe(5);
    expect(desk.nextClosing(5)).toBe(5);
  });

  it('one that is open all days closes on its holidays only', () => {
    const desk = office({ week: week({ all: ['00:00-24:00'] }), holidays: ['2030-01-01'] });
    expect(desk.nextClosing(at('2026-01-05T12:00Z'))).toBe(at('2030-01-01T00:00Z'));
    expect(desk.nextClosing(at('2030-01-02T00:00Z'))).toBe(NEVER);
    expect(desk.nextOpening(at('2030-01-01T12:00Z'))).toBe(at('2030-01-02T00:00Z'));
  });
});

it('slots that touch are two, and days that touch, too', () => {
  const desk = office({ week: week({ all: ['00:00-12:00', '12:00-24:00'] }) });
  const noon = at('2026-01-05T12:00Z');
  expect([desk.slotStart(noon - 1), desk.slotEnd(noon - 1)]).toEqual([noon - h(12), noon]);
  expect([desk.slotStart(noon), desk.slotEnd(noon)]).toEqual([noon, noon + h(12)]);
  expect(desk.slotStart(noon + h(12))).toBe(noon + h(12));
});

it('where the clock takes a slot away, its neighbours stay', () => {
  // From 02:00 to 03:00 on the Tuesday.
  const zone = { offset: 0, changes: [[at('2026-01-06T02:00Z') / m(1), 60] as [number, number]] };
  const desk = office({ week: week({ all: ['01:00-02:15', '02:15-02:45', '02:45-03:30'] }) }, zone);
  expect(desk.business(at('2026-01-06T00:00Z'), at('2026-01-06T12:00Z'))).toBe(h(1.5));
  expect(desk.slotStart(at('2026-01-06T02:00Z'))).toBe(at('2026-01-06T02:00Z'));
});

it('a length that leads out of the calendar of dates never passes', () => {
  const desk = office({ week: week({ mon: ['09:00-09:01'] }) });
  expect(desk.add(0, m(20_000_000))).toBe(NEVER);
  expect(desk.add(0, m(10_000_000))).toBeLessThan(8.64e15);
  expect(ROUND_THE_CLOCK.add(8.64e15, 1)).toBe(NEVER);
});

it('24x7 is one slot without an end', () => {
  const t = at('2026-01-05T12:00Z');
  expect(ROUND_THE_CLOCK.business(t, t + 5)).toBe(5);
  expect(ROUND_THE_CLOCK.business(t, t - 5)).toBe(0);
  expect([ROUND_THE_CLOCK.add(t, h(2)), ROUND_THE_CLOCK.add(t, 0.5)]).toEqual([t + h(2), t + 1]);
  expect(ROUND_THE_CLOCK.slotStart(t)).toBe(ROUND_THE_CLOCK.slotStart(t + h(1000)));
  expect([ROUND_THE_CLOCK.nextOpening(t), ROUND_THE_CLOCK.nextClosing(t)]).toEqual([t, NEVER]);
});

it('what was not pinned is an error, not a closed day', () => {
  const pinned = { day: 0, from: 0, until: 0, zones: { UTC }, holidays: {} };
  const calendar = { timeZone: 'UTC', week: WORKDAYS, days: {}, holidays: [{ country: 'DE', region: 'BE' }] };
  expect(() => compileCalendar(calendar, pinned)).toThrow('the holidays of DE-BE were not pinned');
  expect(() => compileCalendar({ ...calendar, timeZone: 'Mars/Base' }, pinned)).toThrow('Mars/Base was not pinned');
});
