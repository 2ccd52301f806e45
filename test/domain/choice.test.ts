/** Which of several candidates fires, and what becomes of the others. */
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/domain/rules/policy.js';
import { score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule } from '../support/domain/policies.js';
import { Watch } from '../support/domain/watch.js';

const open = { status: ['open'] };
/** A rule that holds at once. */
const now = (name: string, to: string, more: Partial<Rule> = {}) => rule(name, open, to, more);
const watch = (...rules: Rule[]) => Watch.over({}, policyWith({ rules }));

describe('the winner has', () => {
  it.each<[title: string, rules: Rule[], lines: string[]]>([
    [
      'the highest bump, before the higher target',
      [now('high', 'manager', { bump: 1 }), now('bold', 'L2', { bump: 2 })],
      ['0h L1 > L2 by bold', '0h held high until 4h'],
    ],
    [
      'the higher target, before policy order',
      [now('first', 'L2'), now('high', 'L3'), now('last', 'L2')],
      ['0h L1 > L3 by high'],
    ],
    ['the first place in the policy at last', [now('first', 'L2'), now('last', 'L2')], ['0h L1 > L2 by first']],
    [
      'the first place, whatever its name',
      [now('zebra', 'L3'), now('ant', 'L3'), now('bee', 'L3')],
      ['0h L1 > L3 by zebra'],
    ],
    [
      'the higher target where next is one rung',
      [now('step', 'next'), now('high', 'L3')],
      ['0h L1 > L3 by high', '0h held step until 4h'],
    ],
    ['policy order where next is the same rung', [now('step', 'next'), now('named', 'L2')], ['0h L1 > L2 by step']],
    ['a bump of 0 when nobody has more', [now('calm', 'L2', { bump: 0 })], ['0h L1 > L2 by calm']],
  ])('%s', (_title, rules, lines) => {
    watch(...rules)
      .until('1h')
      .expects(...lines);
  });
});

describe('the log entry of the winner', () => {
  it('names all candidates, in policy order', () => {
    const story = watch(now('a', 'L2'), now('b', 'L3', { bump: 2 }), now('c', 'manager'), rule('d', { idle: 1 }, 'L2'));
    story.until('1h').expects('0h L1 > L3 by b', '0h held c until 4h');
    expect(story.decisions[0]).toMatchObject({ kind: 'escalated', rule: 'b', candidates: ['a', 'b', 'c'] });
  });

  it('names those too that the cooldown does not let fire', () => {
    const story = watch(
      now('start', 'L2', { bump: 3 }),
      rule('quiet', { idle: HOUR }, 'manager', { bump: 2 }),
      rule('urgent', { idle: HOUR }, 'L3', { bypassCooldown: true }),
    );
    story.until('1h').expects('0h L1 > L2 by start', '1h L2 > L3 by urgent', '1h held quiet until 5h');
    expect(story.decisions[1]).toMatchObject({ candidates: ['quiet', 'urgent'] });
    story.until('5h').expects('5h L3 > manager by quiet');
  });

  it('leaves out a rule that was consumed or asks for no higher tier', () => {
    const story = Watch.over().hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment');
    story.until('4h').expects('4h L2 > L3 by stalled_at_l2');
    expect(story.last).toMatchObject({ candidates: ['stalled_at_l2'] });
  });
});

describe('the five classic rules, all due at once', () => {
  it('lift an enterprise ticket to the manager by the first of the boldest', () => {
    const story = Watch.over({
      createdAt: '-30h',
      customerTier: 'enterprise',
      customerReplyCount: 5,
      sentimentScore: -0.9,
    });
    story.until('48h').expects('0h L1 > manager by vip_stuck');
    expect(story.last).toMatchObject({
      candidates: ['time_based', 'vip_stuck', 'negative_sentiment', 'multiple_replies_no_resolution', 'sla_breached'],
      priority: { from: 'normal', to: 'urgent' },
    });
  });
});
