/** Random zones and calendars, the days of change among them more often than in life. */
import fc from 'fast-check';
import type { Calendar, PinnedTime, Slot } from '../../../src/domain/time/calendar.js';
import { formatDate } from '../../../src/domain/time/local.js';
import type { Zone } from '../../../src/domain/time/zone.js';

/** 2026-01-05, a Monday. */
export const FIRST_DAY = 20_458;
const DAY = 1440;

/** Changes within `length` days from {@link FIRST_DAY} on: half hours and whole days, at midnight and at any minute. */
export function zones(length: number): fc.Arbitrary<Zone> {
  const jump = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(60, -60) },
    { weight: 3, arbitrary: fc.constantFrom(30, -30, 120, -120, 45, -15) },
    { weight: 1, arbitrary: fc.constantFrom(DAY, -DAY, 7 * 60, -7 * 60) },
  );
  const minute = fc.oneof(fc.integer({ min: 0, max: DAY - 1 }), fc.constantFrom(0, 30, 60, 120, 180, DAY - 60));
  const change = fc.record({ after: fc.integer({ min: 3, max: length }), minute, jump });
  return fc
    .record({ offset: fc.integer({ min: -48, max: 56 }), changes: fc.array(change, { maxLength: 5 }) })
    .map(({ offset: quarters, changes }) => {
      const zone: Zone = { offset: quarters * 15, changes: [] };
      let day = FIRST_DAY;
      let offset = zone.offset;
      for (const { after, minute, jump } of changes) {
        day += after;
        offset += jump;
        // Local midnight, as often as not.
        zone.changes.push([day * DAY + minute - (minute % 7 === 0 ? offset - jump : 0), offset]);
      }
      return zone;
    });
}

export const slots: fc.Arbitrary<Slot[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Slot[]>([], [[0, DAY]], [[540, 1020]]) },
  {
    weight: 3,
    arbitrary: fc
      .uniqueArray(
        fc.oneof(
          fc.integer({ min: 0, max: DAY }),
          fc.integer({ min: 0, max: 96 }).map((n) => n * 15),
        ),
        {
          minLength: 2,
          maxLength: 8,
        },
      )
      .map((edges) => edges.sort((a, b) => a - b))
      .chain((edges) =>
        fc
          .boolean()
          .map((touching) =>
            touching
              ? edges.slice(1).map((edge, i): Slot => [edges[i]!, edge])
              : edges.flatMap((edge, i): Slot[] => (i % 2 === 1 ? [[edges[i - 1]!, edge]] : [])),
          ),
      ),
  },
);

const weeks = fc.oneof(
  { weight: 4, arbitrary: fc.array(slots, { minLength: 7, maxLength: 7 }) },
  { weight: 1, arbitrary: slots.map((one): Slot[][] => Array.from({ length: 7 }, () => one)) },
);

export interface Case {
  calendar: Calendar;
  pinned: PinnedTime;
}

/** Calendars whose special dates and changes of offset lie within `length` days from {@link FIRST_DAY} on. */
export function calendars(length: number): fc.Arbitrary<Case> {
  const days = fc.uniqueArray(fc.integer({ min: FIRST_DAY, max: FIRST_DAY + length }), { maxLength: 6 });
  return fc
    .record({
      zone: zones(Math.floor(length / 3)),
      week: weeks,
      special: days,
      slots: fc.array(slots, { minLength: 6, maxLength: 6 }),
      own: days,
      country: days,
    })
    .map(({ zone, week, special, slots: ofThem, own, country }) => ({
      calendar: {
        timeZone: 'Here/There',
        week,
        days: Object.fromEntries(special.map((day, i) => [formatDate(day), ofThem[i]!])),
        holidays: [...own.map(formatDate), { country: 'XX', region: 'YY' }],
      },
      pinned: {
        day: FIRST_DAY,
        from: FIRST_DAY,
        until: FIRST_DAY + length,
        zones: { 'Here/There': zone },
        holidays: { 'XX-YY': country.sort((a, b) => a - b) },
      },
    }));
}

/** Instants within `length` days from {@link FIRST_DAY} on: on whole minutes, and beside them. */
export function instants(length: number): fc.Arbitrary<number> {
  return fc
    .record({
      minute: fc.integer({ min: FIRST_DAY * DAY, max: (FIRST_DAY + length) * DAY }),
      beside: fc.oneof(fc.constantFrom(0, 0, 1, -1), fc.integer({ min: 0, max: 59_999 })),
    })
    .map(({ minute, beside }) => minute * 60_000 + beside);
}
