/** What a policy file becomes, and what its hash depends on. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { HOUR, type Policy } from '../../src/domain/rules/policy.js';
import { parsePolicy } from '../../src/policy/index.js';
import { changed, VALID, warningsIn } from './policy-text.js';

const parse = (text: string) => parsePolicy(text, 'p.yaml');

it('reads a whole policy', () => {
  const expected: Policy = {
    version: 1,
    tiers: [
      { name: 'L1', group: 'first', notify: [] },
      {
        name: 'L2',
        group: 'second',
        notify: [
          { channel: 'slack', address: '#l2' },
          { channel: 'email', address: 'l2@example.com' },
        ],
      },
      { name: 'manager', group: 'bosses', notify: [{ channel: 'slack', address: 'C0123ABCDEF' }] },
    ],
    priorities: ['low', 'normal', 'high'],
    cooldown: 4 * HOUR,
    rules: [
      { name: 'slow', when: { sla_used: 75, status: ['open'] }, to: 'L2', bump: 1, bypassCooldown: false },
      { name: 'late', when: { sla_used: 100 }, to: 'next', bump: 0, bypassCooldown: false },
    ],
    deEscalate: [
      { when: { resolution_confirmed: true }, to: 'base' },
      { when: { sentiment_at_least: 0.05 }, to: 'previous' },
    ],
  };
  expect(parse(VALID)).toStrictEqual({ policy: expected, hash: parse(VALID).hash, warnings: [] });
});

it('fills in what is left out', () => {
  const { policy } = parse(`version: 1
tiers: [{ name: A, group: a }, { name: B, group: b }]
rules: [{ name: r, when: { idle: 1h30m }, to: B }]
`);
  expect(policy).toEqual({
    version: 1,
    tiers: [
      { name: 'A', group: 'a', notify: [] },
      { name: 'B', group: 'b', notify: [] },
    ],
    priorities: ['low', 'normal', 'high', 'urgent'],
    cooldown: 4 * HOUR,
    rules: [{ name: 'r', when: { idle: 1.5 * HOUR }, to: 'B', bump: 0, bypassCooldown: false }],
    deEscalate: [],
  });
});

it('reads every condition', () => {
  const all =
    'sla_used: 12.5%, idle: 2d, stalled: 90m, sentiment_below: 0.25, customer_replies: 5, status: [open, pending], ' +
    'customer_tier: [gold], tier: [L1, L2], priority: [low]';
  expect(parse(changed('sla_used: 75%, status: [open]', all)).policy.rules[0]!.when).toEqual({
    sla_used: 12.5,
    idle: 48 * HOUR,
    stalled: 1.5 * HOUR,
    sentiment_below: 0.25,
    customer_replies: 5,
    status: ['open', 'pending'],
    customer_tier: ['gold'],
    tier: ['L1', 'L2'],
    priority: ['low'],
  });
});

it('is plain JSON, in one order of keys', () => {
  const { policy } = parse(changed('sla_used: 75%, status: [open]', 'status: [open], sla_used: 75%'));
  expect(JSON.stringify(policy)).toBe(JSON.stringify(parse(VALID).policy));
  expect(JSON.parse(JSON.stringify(policy))).toEqual(policy);
});

describe('the hash', () => {
  const { hash } = parse(VALID);

  it.each([
    ['a comment', `# ours\n${VALID}`],
    ['another notation of a length', changed('cooldown: 4h', 'cooldown: 240m')],
    ['another notation of a percentage', changed('sla_used: 75%', 'sla_used: "75.0%"')],
    [
      'another order of keys',
      changed(
        'name: slow, when: { sla_used: 75%, status: [open] }',
        'when: { status: [open], sla_used: 75% }, name: slow',
      ),
    ],
    ['a default that is spelled out', changed('to: next', 'to: next, bump: 0, bypass_cooldown: false')],
    ['block notation', changed('priorities: [low, normal, high]', 'priorities:\n  - low\n  - normal\n  - "high"')],
  ])('does not see %s', (_what, text) => {
    expect(parse(text).hash).toBe(hash);
  });

  it.each([
    ['the cooldown', changed('cooldown: 4h', 'cooldown: 4h1s')],
    ['a limit', changed('75%', '76%')],
    ['the order of rules', swapRules(VALID)],
    ['an address', changed('#l2', '#l3')],
    ['a name', changed('name: slow', 'name: slower')],
    ['the way down', changed('to: previous', 'to: base')],
    ['a bypass', changed('to: next', 'to: next, bypass_cooldown: true')],
  ])('sees %s', (_what, text) => {
    expect(parse(text).hash).not.toBe(hash);
  });

  it('is sixteen hexadecimal digits, the same for ever', async () => {
    const { hash: ofDefault } = parse(await readFile('policies/default.yaml', 'utf8'));
    expect(ofDefault).toBe('af7592cb68739bdf');
  });
});

it.each([
  [
    'sla_used: 75%',
    'tier: [L2, manager]',
    '9:33 rules[0].when.tier: this rule never fires: it asks for no climb from here',
  ],
  [
    '[open]',
    '[closed, resolved]',
    '9:50 rules[0].when.status: this rule never fires: a resolved or closed ticket is not watched',
  ],
  [
    'sla_used: 75%',
    'sentiment_below: -1',
    '9:44 rules[0].when.sentiment_below: this rule never fires: no score is below -1',
  ],
  [
    'sla_used: 75%',
    'sentiment_below: 0.5',
    '9:44 rules[0].when.sentiment_below: a score from 0.05 to just below 0.5 takes a ticket down and asks to lift it at once',
  ],
  ['to: next', 'to: L2', '5:13 tiers[2].name: no rule leads to "manager"'],
  [', notify: [{ slack: C0123ABCDEF }]', '', '5:5 tiers[2]: nobody is told when a ticket comes to "manager"'],
])('warns of %j -> %j', (passage, instead, warning) => {
  expect(warningsIn(changed(passage, instead))).toEqual([warning]);
});

function swapRules(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.includes('name: slow'));
  [lines[first], lines[first + 1]] = [lines[first + 1]!, lines[first]!];
  return lines.join('\n');
}
