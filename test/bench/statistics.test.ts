import { expect, test } from 'vitest';
import { cpuBetween, millisecondsEach, total } from '../../bench/cpu.js';
import { median, percentile, spreadOf } from '../../bench/statistics.js';

const HUNDRED = Array.from({ length: 100 }, (_, i) => 100 - i);

test('percentiles are by nearest rank, in whatever order the values come', () => {
  expect([0, 0.5, 0.9, 0.99, 1].map((share) => percentile(HUNDRED, share))).toEqual([1, 50, 90, 99, 100]);
  const { percentiles, ...rest } = spreadOf(HUNDRED);
  expect(rest).toEqual({ p50: 50, p90: 90, p95: 95, p99: 99, max: 100 });
  expect(percentiles).toEqual([1, ...Array.from({ length: 100 }, (_, i) => i + 1)]);
});

test('nothing has no percentiles', () => {
  expect(spreadOf([])).toEqual({ p50: NaN, p90: NaN, p95: NaN, p99: NaN, max: NaN, percentiles: [] });
  expect(median([])).toBeNaN();
});

test('the median lies in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('processor time is what came on top, without programs that did next to nothing', () => {
  const before = { Temporal: 10, worker: 1 };
  const after = { Temporal: 12, worker: 1.05, database: 3 };
  expect(cpuBetween(before, after)).toEqual({ database: 3, Temporal: 2 });
  expect(total(cpuBetween(before, after, 0))).toBeCloseTo(5.05);
  expect(millisecondsEach({ Temporal: 2 }, 100)).toEqual({ Temporal: 20 });
});
