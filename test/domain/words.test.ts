import { expect, test } from 'vitest';
import { HOUR } from '../../src/domain/rules/policy.js';
import { conditionWords, lengthWords } from '../../src/domain/rules/words.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

test.each([
  [-HOUR, '0 s'],
  [0, '0 s'],
  [999, '0 s'],
  [8 * SECOND, '8 s'],
  [MINUTE - 1, '59 s'],
  [MINUTE, '1 min'],
  [HOUR + 20 * MINUTE + 5 * SECOND, '1 h 20 min'],
  [24 * HOUR + MINUTE, '1 d'],
  [51.9 * HOUR, '2 d 3 h'],
])('%d ms are %s', (length, words) => {
  expect(lengthWords(length)).toBe(words);
});

test('a condition is told in the order of the policy file', () => {
  expect(conditionWords({ customer_tier: ['enterprise', 'gold'], idle: 2 * HOUR })).toBe(
    'enterprise or gold, no activity for 2 h',
  );
  expect(conditionWords({ tier: ['L2'], stalled: 4 * HOUR })).toBe('at L2, no agent reply for 4 h');
  expect(conditionWords({ sla_used: 75, priority: ['high'], sentiment_below: -0.6, customer_replies: 3 })).toBe(
    '75 % of the SLA used, priority high, score below -0.6, 3 customer replies',
  );
  expect(conditionWords({})).toBe('');
});
