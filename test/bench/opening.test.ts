import { expect, test } from 'vitest';
import { openAll } from '../../bench/measures/opening.js';

test('what is shown of opening is what is worked off, not what Temporal has accepted', async () => {
  let accepted = 0;
  const side = {
    watched: 60, // from before
    open: () => Promise.resolve(void accepted++),
    opened: () => {
      shown.push(done());
      side.watched += 3;
      shown.push(done());
      return Promise.resolve();
    },
  };
  let done = () => NaN;
  const shown: number[] = [];
  const progress = {
    part(_what: string, total?: number, soFar = () => NaN) {
      expect(total).toBe(3);
      done = soFar;
    },
  };
  await openAll(
    side,
    ['a', 'b', 'c'].map((ticketId) => ({ ticketId, deadline: 0 })),
    2,
    progress,
  );
  expect({ accepted, shown }).toEqual({ accepted: 3, shown: [0, 3] });
});
