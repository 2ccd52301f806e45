/** The wakes of many tickets, soonest first, whatever is moved and taken out. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WakeQueue } from '../../src/domain/simulation/wake-queue.js';
import { announceSeed, holdsFor } from '../support/domain/seed.js';

announceSeed(import.meta.url);

/** Who, and when: null takes the wake out. */
const moves = fc.array(fc.record({ who: fc.nat(11), at: fc.option(fc.nat(20)) }), { maxLength: 60 });

it('names the soonest after every move', () => {
  holdsFor(500, moves, (all) => {
    const sleepers = Array.from({ length: 12 }, () => ({ wakeAt: Infinity, place: -1 }));
    const expected = new Map<number, number>();
    const queue = new WakeQueue();
    for (const { who, at } of all) {
      const sleeper = sleepers[who]!;
      if (at === null) {
        queue.remove(sleeper);
        expected.delete(who);
      } else {
        queue.set(sleeper, at);
        expected.set(who, at);
      }
      expect(queue.first?.wakeAt ?? Infinity).toBe(Math.min(...expected.values()));
      sleepers.forEach(({ place }, i) => expect(place >= 0).toBe(expected.has(i)));
    }
    const rest: number[] = [];
    for (let first = queue.first; first; first = queue.first) {
      rest.push(first.wakeAt);
      queue.remove(first);
    }
    expect(rest).toEqual([...expected.values()].sort((a, b) => a - b));
  });
});
