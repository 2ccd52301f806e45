/** JSON is read without altering a number. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/reading/json.js';

const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null;
const mapped = (one: object, map: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(one).map(([key, value]) => [key, map(value)]));

describe('a number', () => {
  it.each<[string, unknown]>([
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775807', -9223372036854775807n],
    ['9223372036854775808', 2 ** 63],
    ['56419744027854860', 56419744027854860n],
    ['9007199254740992', 9007199254740992],
    ['9007199254740994', 9007199254740994],
    ['100000000000000000000', 1e20],
    ['1e21', 1e21],
    ['0.1', 0.1],
    ['0.10000000000000001', 0.1],
    ['0.30000000000000004', 0.30000000000000004],
    ['1.50e3', 1500],
    ['-0', -0],
    ['0e999', 0],
    ['1234567890123456.0', 1234567890123456],
  ])('%s is kept', (text, value) => {
    expect(readJson(text)).toEqual({ value });
  });

  it.each([
    '1e400',
    '-1e400',
    '1e-400',
    '9223372036854775809',
    '1.23456789012345678901',
    '9007199254740993.0',
    '9.007199254740993e15',
  ])('%s is refused', (text) => {
    const problem = `the number ${text} cannot be kept as it is; write it in quotes`;
    expect(readJson(`{"a":[${text}]}`)).toEqual({ problem });
  });
});

it('texts that look like numbers, or like our marks, stay texts', () => {
  const text = '{"a":"9007199254740993","bigint:":"bigint:1","b":9007199254740993,"c":"x\\"1e400"}';
  expect(readJson(text)).toEqual({
    value: { a: '9007199254740993', 'bigint:': 'bigint:1', b: 9007199254740993n, c: 'x"1e400' },
  });
});

it('everything that a program writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const read = readJson(text);
      if ('problem' in read) throw new Error(read.problem);
      // A whole number that no double is stays what it is.
      const asNumbers = (one: unknown): unknown =>
        typeof one === 'bigint'
          ? Number(one)
          : Array.isArray(one)
            ? one.map(asNumbers)
            : isObject(one)
              ? mapped(one, asNumbers)
              : one;
      expect(asNumbers(read.value)).toEqual(JSON.parse(text));
    }),
    { numRuns: 2_000 },
  );
});

it.each(['{"at":', '', '01', '{a:1}', '[1e]'])('%j is no JSON', (text) => {
  expect(readJson(text)).toEqual({ problem: 'this is not JSON' });
});
