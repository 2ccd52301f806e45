/** Which calls share a message, in virtual time. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { batched } from '../../src/store/batch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Doubles numbers, and keeps which of them came together. */
function doubling(options = {}) {
  const batches: number[][] = [];
  const call = batched(
    (numbers: number[]) => {
      batches.push(numbers);
      if (numbers.includes(13)) return Promise.reject(new Error('thirteen'));
      return Promise.resolve(numbers.map((n) => 2 * n));
    },
    { waitMs: 5, ...options },
  );
  return { batches, call };
}

test('calls of the same few milliseconds go together, each with its own answer', async () => {
  const { batches, call } = doubling();
  const answers = [call(1), call(2)];
  await vi.advanceTimersByTimeAsync(4);
  answers.push(call(3));
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toEqual([[1, 2, 3]]);
  expect(await Promise.all(answers)).toEqual([2, 4, 6]);
});

test('a later call waits for its own time, whatever is on its way', async () => {
  const { batches, call } = doubling();
  void call(1);
  await vi.advanceTimersByTimeAsync(5);
  void call(2);
  await vi.advanceTimersByTimeAsync(4);
  expect(batches).toEqual([[1]]);
  await vi.advanceTimersByTimeAsync(1);
  expect(batches).toEqual([[1], [2]]);
});

test('a full batch does not wait, and the rest is the next one', async () => {
  const { batches, call } = doubling({ most: 3 });
  const answers = Promise.all([1, 2, 3, 4].map(call));
  expect(batches).toEqual([[1, 2, 3]]);
  await vi.advanceTimersByTimeAsync(5);
  expect(batches).toEqual([[1, 2, 3], [4]]);
  expect(await answers).toEqual([2, 4, 6, 8]);
});

test('while as many messages as allowed are under way, what comes is gathered for the next', async () => {
  const ends: (() => void)[] = [];
  const batches: number[][] = [];
  const call = batched(
    async (numbers: number[]) => {
      batches.push(numbers);
      await new Promise<void>((resolve) => ends.push(resolve));
      return numbers;
    },
    { waitMs: 5, most: 3, atOnce: 1 },
  );
  const first = call(1);
  await vi.advanceTimersByTimeAsync(5);
  const others = [2, 3, 4, 5].map(call);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(batches).toEqual([[1]]);
  for (const end of [0, 1, 2]) {
    ends[end]!();
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
  expect(await Promise.all([first, ...others])).toEqual([1, 2, 3, 4, 5]);
});

test('an error is that of every call of the batch, and of no other', async () => {
  const { call } = doubling();
  const results = Promise.allSettled([call(1), call(13)]);
  await vi.advanceTimersByTimeAsync(5);
  expect(await results).toMatchObject([{ reason: { message: 'thirteen' } }, { reason: { message: 'thirteen' } }]);
  const next = call(2);
  await vi.advanceTimersByTimeAsync(5);
  expect(await next).toBe(4);
});
