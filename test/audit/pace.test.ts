/** How fast the auditor reads: never more than a tenth of the time, in pages that take about a tenth of a second. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace, SHARE } from '../../src/audit/pace.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Reads pages, each of which takes what `takes` says for its size, and says when each was read, and how many were asked for. */
async function pagesRead(pace: Pace, count: number, takes: (size: number) => number) {
  const read: { at: number; size: number; took: number }[] = [];
  const environment = new MockActivityEnvironment();
  const reading = environment.run(async () => {
    for (let i = 0; i < count; i++) {
      await pace.page(async (size) => {
        const took = takes(size);
        read.push({ at: Date.now(), size, took });
        await new Promise((resolve) => setTimeout(resolve, took));
        return size;
      });
    }
  });
  await vi.runAllTimersAsync();
  await reading;
  return read;
}

test('rests nine times as long as each page took', async () => {
  const begun = Date.now();
  const pace = new Pace(0, 50, Infinity);
  const read = await pagesRead(pace, 5, () => 100);
  const busy = read.reduce((sum, { took }) => sum + took, 0);
  const last = read.at(-1)!;
  const whole = pace.restUntil - begun;
  expect(last.at - begun).toBeGreaterThanOrEqual((4 * 100) / SHARE);
  expect(busy / whole).toBeLessThanOrEqual(SHARE + 0.001);
});

test('keeps the rest that an earlier audit has left', async () => {
  const restUntil = Date.now() + 25_000;
  const [first] = await pagesRead(new Pace(restUntil, 50, Infinity), 1, () => 1);
  expect(first!.at).toBeGreaterThanOrEqual(restUntil);
});

test('finds the size of page that takes a tenth of a second, slow or quick as the database may be', async () => {
  const slow = await pagesRead(new Pace(0, 25, Infinity), 8, (size) => size * 8);
  expect(slow.at(-1)!.size).toBe(12);
  const slowest = await pagesRead(new Pace(0, 25, Infinity), 8, (size) => size * 100);
  expect(slowest.at(-1)!.size).toBe(10);
  const quick = await pagesRead(new Pace(0, 25, Infinity), 8, (size) => size / 10);
  expect(quick.at(-1)!.size).toBe(500);
});

test('has no time left when its rest goes beyond the end', async () => {
  const pace = new Pace(0, 10, Date.now() + 2_000);
  expect(pace.hasTime).toBe(true);
  await pagesRead(pace, 1, () => 300);
  expect(pace.hasTime).toBe(false);
});
