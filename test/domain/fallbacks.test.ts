/** Who hears of an alert whose target cannot be reached. */
import { expect, test } from 'vitest';
import { fallbackFor, fallbacksFor } from '../../src/domain/alerts/fallbacks.js';
import { targetName, type Channel } from '../../src/domain/rules/policy.js';
import { parsePolicy } from '../../src/policy/index.js';
import { escalated, NINE } from '../support/writes.js';

const { policy } = parsePolicy(
  `version: 1
tiers:
  - { name: L1, group: g1 }
  - { name: L2, group: g2, notify: [{ slack: '#two' }, { slack: '#two-night' }, { email: two@example.com }] }
  - { name: L3, group: g3 }
  - { name: manager, group: gm, notify: [{ email: boss@example.com }, { slack: '#two' }] }
  - { name: director, group: gd, notify: [{ email: director@example.com }] }
priorities: [low, high]
cooldown: 4h
rules:
  - { name: breach, when: { sla_used: 100% }, to: L2, bump: 1 }
`,
  'p.yaml',
);

const of = (name: string, from: string, to: string) => {
  const [channel, address] = [name.split(':')[0] as Channel, name.slice(name.indexOf(':') + 1)];
  return fallbacksFor({ channel, address }, { kind: 'escalated', from, to, at: NINE }, policy, NINE).map(targetName);
};

test.each([
  [
    'the other channel, then the next tier that has targets',
    'slack:#two-night',
    'L1',
    'L2',
    ['email:two@example.com', 'email:boss@example.com', 'slack:#two'],
  ],
  ['never the target itself', 'slack:#two', 'L1', 'L2', ['email:two@example.com', 'email:boss@example.com']],
  [
    'all the other channels of the tier',
    'email:two@example.com',
    'L1',
    'L2',
    ['slack:#two', 'slack:#two-night', 'email:boss@example.com'],
  ],
  [
    'the tier that has the target, when the ticket comes down from it',
    'slack:#two-night',
    'L2',
    'L1',
    ['email:two@example.com', 'email:boss@example.com', 'slack:#two'],
  ],
  ['above the highest tier there is nobody', 'email:director@example.com', 'L2', 'director', []],
  ['nobody for a target that no tier of the transition has', 'slack:#elsewhere', 'L1', 'L2', []],
])('%s', (_what, target, from, to, fallbacks) => {
  expect(of(target, from, to)).toEqual(fallbacks);
});

test('fallbacks go to one after the other, under keys of their own', () => {
  const { state, slack } = escalated();
  const fallbacks = [1, 2, 3, 4].map((nth) => fallbackFor(slack, { error: 'is_archived' }, state.policy, NINE, nth));
  expect(fallbacks.map((fallback) => fallback && [fallback.key, targetName(fallback)])).toEqual([
    [`${slack.key}:fallback`, 'email:tier2@example.com'],
    [`${slack.key}:fallback:2`, 'slack:#tier3-queue'],
    [`${slack.key}:fallback:3`, 'email:tier3@example.com'],
    undefined,
  ]);
  const first = { channel: 'slack', address: '#tier2-queue', error: 'is_archived' };
  expect(fallbacks.slice(0, 2).map((fallback) => fallback!.insteadOf)).toEqual([first, { ...first, nth: 2 }]);
});
