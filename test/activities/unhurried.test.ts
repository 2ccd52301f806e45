/** A quick write that is not simply done says so after a while, and one that is done at once: docs/adr/0012. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { unhurried } from '../../src/activities/unhurried.js';
import type { WriteResult } from '../../src/domain/snapshot.js';

const SAVED: WriteResult = { outcome: 'saved' };
const OUTDATED: WriteResult = { outcome: 'outdated', rev: 7 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How a write ends, and after how many milliseconds. */
async function ended(write: () => Promise<WriteResult>, isLocal: boolean): Promise<{ how: unknown; after: number }> {
  const begun = Date.now();
  const end = new MockActivityEnvironment({ isLocal })
    .run(() => unhurried(write()))
    .then(
      (how: unknown) => ({ how, after: Date.now() - begun }),
      (error: Error) => ({ how: error.message, after: Date.now() - begun }),
    );
  await vi.runAllTimersAsync();
  return end;
}

test.each<[string, () => Promise<WriteResult>, boolean, unknown, number]>([
  ['a quick one that is done', () => Promise.resolve(SAVED), true, SAVED, 0],
  ['a quick one that finds a newer one', () => Promise.resolve(OUTDATED), true, OUTDATED, 500],
  ['a quick one that fails', () => Promise.reject(new Error('down')), true, 'down', 500],
  ['a patient one that finds a newer one', () => Promise.resolve(OUTDATED), false, OUTDATED, 0],
  ['a patient one that fails', () => Promise.reject(new Error('down')), false, 'down', 0],
])('%s', async (_, write, isLocal, how, after) => {
  expect(await ended(write, isLocal)).toEqual({ how, after });
});
