import { expect, test } from 'vitest';
import { progressLine } from './progress-line.js';

test('a soak says each minute how far it is, and with which seed', () => {
  expect(progressLine('telling', 12.01, 25, 1_440, 3_000, 7)).toBe(
    '12 of 25 min, telling: 1,440 of 3,000 tickets opened, seed 7',
  );
});
