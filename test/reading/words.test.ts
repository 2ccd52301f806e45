/** A ticket's words are read as a policy spells them. */
import { describe, expect, it } from 'vitest';
import { looksClosing } from '../../src/domain/ticket/closing.js';
import { folded, tidied } from '../../src/reading/words.js';

describe('a word', () => {
  it.each([
    ['open ', 'open'],
    ['\u200bopen\ufeff', 'open'],
    ['\tin\u00a0 progress\n', 'in progress'],
    ['waiting\u00adfor', 'waitingfor'],
    ['cafe\u0301', 'caf\u00e9'],
    ['\u3164', ''],
    ['a  b', 'a b'],
    ['In Progress!', 'In Progress!'],
  ])('%j is read as %j', (given, read) => {
    expect(tidied(given)).toBe(read);
  });

  it.each([
    ['Open', ['open', 'pending'], 'open'],
    ['OPEN\u200b', ['open'], 'open'],
    ['Open', ['open', 'OPEN'], 'Open'],
    ['Open', ['Open', 'open'], 'Open'],
    ['other', ['open'], 'other'],
    ['waiting for', ['waiting  for'], 'waiting  for'],
    ['\u017fla', ['sla'], '\u017fla'],
  ])('%j is, where %j are known, %j', (given, known, read) => {
    expect(folded(given, known)).toBe(read);
  });
});

describe('a status', () => {
  const closing = ['resolved', 'closed'];

  it.each(['Resolved', 'solved', 'done', 'merged', 'cancelled', 'Closed ', "Won't fix", 'wont-fix', 'CANCELED'])(
    '%j looks as if it closed',
    (status) => {
      expect(looksClosing(status, { closingStatuses: closing })).toBe(true);
    },
  );

  it.each(['resolved', 'closed', 'open', 'unresolved', 'not done', 'closing'])('%j does not', (status) => {
    expect(looksClosing(status, { closingStatuses: closing })).toBe(false);
  });

  it('that closes by the policy is none that only looks so', () => {
    expect(looksClosing('merged', { closingStatuses: [...closing, 'merged'] })).toBe(false);
  });
});
