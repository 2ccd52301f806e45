/** Reading tickets to open. */
import { describe, expect, it } from 'vitest';
import { readEntries } from '../../src/cli/tickets-file.js';

const entries = (text: string) =>
  readEntries({ name: 'tickets.json', text }).map(({ line, read }) => [
    line,
    'ticket' in read ? read.ticket : read.problem,
  ]);
const NOT_JSON = 'this is not JSON';

describe('tickets to open', () => {
  it('are JSON lines', () => {
    expect(entries('{"a":1}\n\n{"b":2}\n')).toEqual([
      [1, { a: 1 }],
      [3, { b: 2 }],
    ]);
  });

  it('are an array, each with the line it begins at', () => {
    expect(entries('[\n {"a":"],["},\n\n {"b":\n  [1, {"c": "\\"}"}]}\n]\n')).toEqual([
      [2, { a: '],[' }],
      [4, { b: [1, { c: '"}' }] }],
    ]);
  });

  it('are one object over several lines', () => {
    expect(entries('\n{\n "a": 1\n}\n')).toEqual([[2, { a: 1 }]]);
  });

  it.each([
    ['[]', []],
    [
      '{"a":1}\nx\n{"b":2}',
      [
        [1, { a: 1 }],
        [2, NOT_JSON],
        [3, { b: 2 }],
      ],
    ],
    [
      '[{"a":1},\n{x},\n{"b":2}]',
      [
        [1, { a: 1 }],
        [2, NOT_JSON],
        [3, { b: 2 }],
      ],
    ],
    ['[1]', [[1, 'this is not a JSON object such as {"ticketId":"T-1","status":"open",…}']]],
  ])('%j: what is wrong does not hide the rest', (text, expected) => {
    expect(entries(text)).toEqual(expected);
  });

  it.each([
    ['[{"a":1}', 'tickets.json:1: the array is not closed; a ] is missing'],
    ['[{"a":1}]\n{}', 'tickets.json:1: there is more after the end of the array'],
    [' \n', 'tickets.json: there is nothing in it'],
  ])('%j cannot be understood', (text, sentence) => {
    expect(() => entries(text)).toThrow(sentence);
  });
});
