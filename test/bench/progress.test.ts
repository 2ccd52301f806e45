import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { howFar, Progress } from '../../bench/progress.js';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test.each([
  [2_000, 100, 50, '50 of 100 (25/s, 2 s left)'],
  [4_000, 10_000, 10, '10 of 10,000 (2.5/s, 3996 s left)'],
  [1_000, 10, 0, '0 of 10 (0/s)'],
  [12_300, undefined, 0, '12 s'],
])('after %d ms, of %s there are %d: %s', (elapsed, total, done, said) => {
  expect(howFar(elapsed, total, done)).toBe(said);
});

test('a terminal shows each step and writes over how far it is', () => {
  const out = terminal(true);
  const progress = new Progress(out, 2);
  let done = 0;
  progress.begin('storm: Rung');
  progress.part('opening', 10, () => done);
  done = 5;
  vi.advanceTimersByTime(500);
  progress.begin('storm: bare');
  expect(out.written).toEqual([
    '[1/2] storm: Rung\n',
    '\r\u001b[K[1/2] storm: Rung: opening 5 of 10 (10/s, 1 s left)',
    '\r\u001b[K',
    '[2/2] storm: bare\n',
  ]);
  progress.end();
  vi.advanceTimersByTime(60_000);
  expect(out.written).toHaveLength(4);
});

test('a file gets a line now and then', () => {
  const out = terminal(false);
  const progress = new Progress(out, 1);
  progress.begin('calm: Rung');
  progress.part('opening', 60, () => 30);
  vi.advanceTimersByTime(15_000);
  expect(out.written).toEqual(['[1/1] calm: Rung\n', '[1/1] calm: Rung: opening 30 of 60 (2/s, 15 s left)\n']);
  progress.end();
});
