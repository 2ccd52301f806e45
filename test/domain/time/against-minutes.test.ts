/** Business time over random calendars and zones, against every minute looked at by itself. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileCalendar, NEVER } from '../../../src/domain/time/business-time.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { calendars, FIRST_DAY, instants, zones } from '../../support/time/calendars.js';
import { MINUTE, SlowCalendar, WallClock } from '../../support/time/minute-by-minute.js';
import { instantOf, localAt } from '../../../src/domain/time/zone.js';

announceSeed(import.meta.url);

const SHORT = 24;
const LONG = 500;
const HOUR = 3_600_000;

const questions = (length: number, askedFor: number) =>
  fc.record({
    one: calendars(length),
    asked: fc.array(fc.record({ a: instants(length), b: instants(length), d: fc.integer({ min: 1, max: askedFor }) }), {
      minLength: 8,
      maxLength: 8,
    }),
  });

type Questions = ReturnType<typeof questions> extends fc.Arbitrary<infer T> ? T : never;

function agrees(length: number) {
  const end = FIRST_DAY + length + 20;
  return ({ one, asked }: Questions) => {
    const fast = compileCalendar(one.calendar, one.pinned);
    const slow = new SlowCalendar(one.calendar, one.pinned, FIRST_DAY - 2, end);
    const isLaterThanKnown = (found: number) => found >= end * 1440 * MINUTE;
    const same = (what: string, found: unknown, expected: unknown) => {
      const agreed = expected === undefined ? isLaterThanKnown(found as number) : found === expected;
      if (!agreed) expect.fail(`${what} is ${String(found)}, not ${String(expected)}`);
    };
    for (const { a, b, d } of asked) {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const between = slow.business(from, to);
      same(`business(${from}, ${to})`, fast.business(from, to), between);
      same(`business(${to}, ${from})`, fast.business(to, from), 0);
      same(`add(${a}, ${d})`, fast.add(a, d), slow.add(a, d));
      same(`add(${from}, ${between})`, fast.add(from, between), slow.add(from, between));
      const slot = slow.slotStart(a);
      same(`isOpenAt(${a})`, fast.isOpenAt(a), slot !== null);
      same(`slotStart(${a})`, fast.slotStart(a), slot);
      same(`slotEnd(${a})`, fast.slotEnd(a), slot === null ? null : slow.next(a, (at) => slow.slotStart(at) !== slot));
      same(
        `nextOpening(${a})`,
        fast.nextOpening(a),
        slow.next(a, (at) => slow.isOpenAt(at)),
      );
      same(
        `nextClosing(${a})`,
        fast.nextClosing(a),
        slow.next(a, (at) => !slow.isOpenAt(at)),
      );
    }
  };
}

it('of some weeks with many changes', () => {
  holdsFor(80, questions(SHORT, 60 * HOUR), agrees(SHORT));
});

it('of more than a year', () => {
  holdsFor(4, questions(LONG, 1500 * HOUR), agrees(LONG));
});

it('a local time is the first instant that shows it, or the end of the gap', () => {
  holdsFor(
    150,
    fc.record({ zone: zones(8), at: fc.array(instants(SHORT), { minLength: 20, maxLength: 20 }) }),
    ({ zone, at }) => {
      const clock = new WallClock(zone, (FIRST_DAY - 4) * 1440, (FIRST_DAY + SHORT + 4) * 1440);
      for (const minute of at.map((t) => Math.floor(t / MINUTE))) {
        expect(instantOf(zone, minute)).toBe(clock.minuteOf(minute) * MINUTE);
        expect(localAt(zone, minute * MINUTE)).toBe(clock.showsAt(minute));
      }
    },
  );
});

it('adding in two steps is adding in one, and what was added lies between', () => {
  const lengths = fc.integer({ min: 1, max: 4000 * HOUR });
  holdsFor(
    300,
    fc.record({ one: calendars(SHORT), t: instants(SHORT), d: lengths, e: lengths }),
    ({ one, t, d, e }) => {
      const time = compileCalendar(one.calendar, one.pinned);
      const u = time.add(t, d);
      const together = time.add(t, d + e);
      if (u === NEVER) {
        expect(together).toBe(NEVER);
        return;
      }
      expect(time.add(u, e)).toBe(together);
      expect(time.business(t, u)).toBe(d);
      expect(time.business(t, u - 1)).toBe(d - 1);
    },
  );
});
