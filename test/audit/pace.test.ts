/** How fast the auditor reads: never more than a tenth of the time, in pages that take about a tenth of a second. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAuditActivities, type AuditDeps } from '../../src/audit/index.js';
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

test.each([20_000, 60_000])('rests nine times as long after a page of %i ms, too', async (took) => {
  const pace = new Pace(0, 10, Infinity);
  await pagesRead(pace, 1, () => took);
  expect(pace.restUntil - Date.now()).toBeCloseTo(took * 9, -3);
});

test('rests for a page that has failed as well, and begins no other', async () => {
  const said: string[] = [];
  const none = () => undefined;
  const warn = (message: string) => void said.push(message);
  const logger = { log: none, trace: none, debug: none, info: none, warn, error: none };
  const pace = new Pace(0, 100, Date.now() + 3_600_000);
  const reading = new MockActivityEnvironment({}, { logger }).run(() =>
    pace.page(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      throw new Error('no answer within 5000 ms');
    }),
  );
  await vi.runAllTimersAsync();
  expect(await reading).toBe(0);
  expect(pace.restUntil - Date.now()).toBeCloseTo(45_000, -3);
  expect(pace.pageSize).toBe(50);
  pace.until = Infinity;
  expect(pace.hasTime).toBe(false);
  expect(said).toEqual(['The audit compares no more tickets now: no answer within 5000 ms']);
});

test.each([
  [5_000, 45_000],
  [1, 1_000],
])('a question that fails after %i ms asks to be tried again after %i ms', async (takes, later) => {
  const fails = async () => {
    await new Promise((resolve) => setTimeout(resolve, takes));
    throw new Error('no answer within 5000 ms');
  };
  const { auditAlerts } = createAuditActivities({
    store: { lateAlerts: fails, suspendedAlerts: fails, undeliverableAlerts: fails },
    spill: { count: fails },
    reconcilers: { names: [], every: 0 },
    tolerance: 60_000,
  } as unknown as AuditDeps);
  const asked = expect(auditAlerts()).rejects.toMatchObject({
    message: 'no answer within 5000 ms',
    nextRetryDelay: expect.closeTo(later, -2) as number,
  });
  await vi.runAllTimersAsync();
  await asked;
});
