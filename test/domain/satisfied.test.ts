/** A rule that has got what it asks for is consumed, silently; nothing bounces. */
import { describe, expect, it } from 'vitest';
import { agentReply, change, customerReply, score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule } from '../support/domain/policies.js';
import { Watch } from '../support/domain/watch.js';

describe('a ticket that has come down again', () => {
  it('is not lifted by a mark that passed while it was up anyway', () => {
    const watch = Watch.over().until('10h').hears(score(-0.7)).until('13h').hears(agentReply());
    watch.expects('10h L1 > L2 by negative_sentiment').until('19h').expects();
    watch.hears(score(0.5)).expects('19h L2 > L1 for sentiment').until('23h').expects().wakes('24h');
  });

  it('is not lifted again by the mark that had lifted it', () => {
    const watch = Watch.over().until('18h').expects('18h L1 > L2 by time_based').until('19h').hears(score(0.5));
    watch
      .expects('19h L2 > L1 for sentiment')
      .until('23h')
      .hears(change({ priority: 'low' }))
      .expects();
  });

  it('is lifted by the next occurrence', () => {
    const watch = Watch.over().hears(score(-0.7)).until('1h').hears(score(0.5)).until('5h').hears(score(-0.7));
    watch.expects('0h L1 > L2 by negative_sentiment', '1h L2 > L1 for sentiment', '5h L1 > L2 by negative_sentiment');
  });

  it('is lifted by the sixth reply after the third', () => {
    const watch = Watch.over({ customerReplyCount: 2 }).hears(customerReply()).until('1h').hears(score(0.5));
    watch.expects('0h L1 > L2 by multiple_replies_no_resolution', '1h L2 > L1 for sentiment');
    watch.until('5h').hears(customerReply(), customerReply()).expects();
    watch.hears(customerReply()).expects('5h L1 > L2 by multiple_replies_no_resolution');
  });

  it('is not lifted by replies that were counted while it was up', () => {
    const watch = Watch.over({ customerReplyCount: 5 }).expects('0h L1 > L2 by multiple_replies_no_resolution');
    watch.until('1h').hears(customerReply(), agentReply()).until('2h').hears(score(0.5), customerReply());
    watch.expects('2h L2 > L1 for sentiment').until('9h').hears(customerReply()).expects();
    watch.hears(customerReply()).expects('9h L1 > L2 by multiple_replies_no_resolution');
  });

  it('is lifted by a new idle spell, but by none that passed at the top', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).until('2h').expects('2h L1 > manager by vip_stuck');
    watch.until('3h').hears(agentReply()).until('6h').hears(score(0.5)).expects('6h manager > L1 for sentiment');
    watch.until('8h').expects().hears(agentReply()).wakes('10h').until('10h').expects('10h L1 > manager by vip_stuck');
  });
});

describe('being satisfied', () => {
  it('happens while the cooldown runs, not at its end', () => {
    const calm = rule('calm', { idle: HOUR }, 'L2');
    const start = rule('start', { customer_replies: 1 }, 'L3');
    const watch = Watch.over({}, policyWith({ rules: [calm, start] }))
      .hears(customerReply())
      .until('1h')
      .hears(score(1));
    watch.expects('0h L1 > L3 by start', '1h L3 > L1 for sentiment').until('48h').expects();
  });

  it('comes before the good score of the same instant takes a step back', () => {
    const watch = Watch.over().until('17h').hears(score(-0.7)).expects('17h L1 > L2 by negative_sentiment');
    watch.sleepsUntil('18h').hears(score(0.5)).expects('18h L2 > L1 for sentiment').until('23h').expects();
  });

  it('is what becomes of next at the top', () => {
    const up = rule('up', { sentiment_below: 0 }, 'next');
    const watch = Watch.over({ tier: 'manager' }, policyWith({ rules: [up] }))
      .hears(score(-0.1))
      .until('48h')
      .expects();
    expect(watch.ticket.tier).toBe('manager');
    expect(watch.ticket.marks).toEqual({ up: { consumed: [{ sentiment_below: 'e1' }], held: [] } });
    expect(watch.held).toEqual([]);
  });

  it('goes for a target below the ticket as for its own tier', () => {
    const watch = Watch.over({ tier: 'L3' }).hears(score(-0.7)).until('18h').expects();
    expect(Object.keys(watch.ticket.marks)).toEqual(['negative_sentiment', 'time_based']);
  });

  it('is remembered for the last 64 instances of a rule', () => {
    const watch = Watch.over({ tier: 'manager' });
    for (let i = 1; i <= 100; i++) watch.hears(score(-0.7, { id: `score-${i}` }));
    const { consumed } = watch.expects().ticket.marks.negative_sentiment!;
    expect(consumed).toEqual(Array.from({ length: 64 }, (_, i) => ({ sentiment_below: `score-${i + 37}` })));
  });
});
