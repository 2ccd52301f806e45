/** A rule whose evaluation throws is counted and skipped; the others go on. */
import { describe, expect, it } from 'vitest';
import type { Rule, When } from '../../src/domain/rules/policy.js';
import { customerReply, score } from '../support/domain/facts.js';
import { DEFAULT_POLICY, policyWith, rule } from '../support/domain/policies.js';
import { Watch } from '../support/domain/watch.js';

/** Conditions that no validated policy has: a pinned one may come from another version of the engine. */
const broken: [what: string, rule: Rule][] = [
  ['an unknown predicate', rule('bad', { moon_phase: 'full' } as When, 'manager', { bump: 9 })],
  ['an unknown predicate beside good ones', rule('bad', { status: ['open'], moon_phase: 1 } as When, 'manager')],
  ['no list', rule('bad', { status: null } as unknown as When, 'manager')],
  ['a number that is none', rule('bad', { sla_used: 'soon' } as unknown as When, 'manager')],
  ['no conditions at all', rule('bad', null as unknown as When, 'manager')],
  ['a target that is not on the ladder', rule('bad', { status: ['open'] }, 'L9', { bump: 9 })],
];

describe.each(broken)('a rule with %s', (_what, bad) => {
  const first = policyWith({ rules: [bad, ...DEFAULT_POLICY.rules] });
  const last = policyWith({ rules: [...DEFAULT_POLICY.rules, bad] });

  it.each([
    ['first', first],
    ['last', last],
  ])('that stands %s does not stop the others', (_where, policy) => {
    const watch = Watch.over({}, policy).wakes('18h').until('18h').expects('18h L1 > L2 by time_based');
    expect(watch.last).toMatchObject({ candidates: ['time_based'] });
    watch
      .wakes('22h')
      .until('26h')
      .expects('22h L2 > L3 by stalled_at_l2', '24h held sla_breached until 26h', '26h L3 > manager by sla_breached');
  });

  it('is counted once in each decision', () => {
    const watch = Watch.over({}, first);
    expect(watch.view.ruleErrors).toEqual({ bad: 1 });
    watch.hears(customerReply()).hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment');
    expect(watch.view.ruleErrors).toEqual({ bad: 3 });
  });
});

describe('several broken rules', () => {
  it('are counted by name', () => {
    const policy = policyWith({ rules: ['a', 'b'].map((name) => rule(name, { moon_phase: 1 } as When, 'L2')) });
    const watch = Watch.over({}, policy).wakes('24h').looks().expects();
    expect(watch.ticket.ruleErrors).toEqual({ a: 2, b: 2 });
  });
});

describe('a sound policy', () => {
  it('has nothing to count', () => {
    expect(Watch.over().until('1h').hears(customerReply()).ticket.ruleErrors).toEqual({});
  });
});
