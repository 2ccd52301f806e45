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

/** Gives numbers back one message after the other, each when it is told to. */
function slowly(options = {}) {
  const ends: (() => void)[] = [];
  const batches: number[][] = [];
  const call = batched(
    async (numbers: number[]) => {
      batches.push(numbers);
      await new Promise<void>((resolve) => ends.push(resolve));
      return numbers;
    },
    { waitMs: 5, atOnce: 1, patienceMs: 1_000, ...options },
  );
  return { batches, call, end: () => ends.shift()!() };
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
  const { batches, call, end } = slowly({ most: 3, patienceMs: 5_000 });
  const first = call(1);
  await vi.advanceTimersByTimeAsync(5);
  const others = [2, 3, 4, 5].map(call);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(batches).toEqual([[1]]);
  for (let n = 0; n < 3; n++) {
    end();
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

test('a call whose time is over is not sent any more; later ones are', async () => {
  const { batches, call, end } = slowly();
  const first = call(1);
  await vi.advanceTimersByTimeAsync(5);
  const expired = Promise.allSettled([call(2), call(3)]);
  await vi.advanceTimersByTimeAsync(400);
  const fresh = call(4);
  await vi.advanceTimersByTimeAsync(601);
  end();
  await vi.advanceTimersByTimeAsync(0);
  expect(batches).toEqual([[1], [4]]);
  end();
  expect(await Promise.all([first, fresh])).toEqual([1, 4]);
  expect(await expired).toMatchObject([
    { reason: { name: 'NoAnswerError', message: 'not sent within 1000 ms' } },
    { reason: { name: 'NoAnswerError' } },
  ]);
});

test('when the time of all that wait is over, nothing is sent, and the next call is', async () => {
  const { batches, call, end } = slowly();
  const first = call(1);
  await vi.advanceTimersByTimeAsync(5);
  const expired = Promise.allSettled([call(2)]);
  await vi.advanceTimersByTimeAsync(5_000);
  end();
  await first;
  expect(await expired).toMatchObject([{ status: 'rejected' }]);
  void call(3);
  await vi.advanceTimersByTimeAsync(5);
  expect(batches).toEqual([[1], [3]]);
});
