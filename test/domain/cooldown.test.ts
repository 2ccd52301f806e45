/** The cooldown: who waits, who does not, and what becomes of those who waited. */
import { describe, expect, it } from 'vitest';
import { agentReply, change, customerReply, score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule } from '../support/domain/policies.js';
import { span } from '../support/domain/spans.js';
import { START, Watch } from '../support/domain/watch.js';

const angry = rule('angry', { sentiment_below: -0.2 }, 'next');
const idle = rule('idle', { idle: 2 * HOUR }, 'manager', { bump: 2 });

describe('a rule that comes true during the cooldown', () => {
  it('is held, shown until when, and fires at its end', () => {
    const watch = Watch.over({ slaHours: 20 }).until('18h').hears(score(-0.7));
    watch.expects('15h L1 > L2 by time_based').until('19h').expects('19h L2 > L3 by stalled_at_l2').until('20h');
    watch.expects('20h held sla_breached until 23h').wakes('23h');
    expect(watch.held).toEqual(['sla_breached until 23h']);
    expect(watch.view.held).toEqual([
      { rule: 'sla_breached', since: '2026-01-06T05:00:00.000Z', until: '2026-01-06T08:00:00.000Z' },
    ]);
    watch.until('48h').expects('23h L3 > manager by sla_breached');
    expect(watch.held).toEqual([]);
  });

  it('does not fire when it has ceased to hold', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).hears(score(-0.7)).until('2h');
    watch.expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h').until('3h').hears(agentReply());
    expect(watch.held).toEqual([]);
    watch.until('4h').expects().until('5h').expects('5h L2 > manager by vip_stuck');
  });

  it('is logged once for an instance, however often it is looked at', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).hears(score(-0.7)).until('2h');
    watch.expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h');
    watch
      .until('2h30m')
      .hears(score(-0.1))
      .until('3h')
      .hears(change({ customerTier: 'standard' }));
    expect(watch.held).toEqual([]);
    watch
      .until('3h30m')
      .hears(change({ customerTier: 'enterprise' }))
      .expects();
    expect(watch.held).toEqual(['vip_stuck until 4h']);
    watch.until('4h').expects('4h L2 > manager by vip_stuck');
  });

  it('is logged again for the next instance, which alone fires', () => {
    const watch = Watch.over({}, policyWith({ rules: [angry] })).hears(score(-0.3));
    watch.until('1h').hears(score(-0.4)).until('2h').hears(score(-0.5));
    watch.expects('0h L1 > L2 by angry', '1h held angry until 4h', '2h held angry until 4h');
    watch.until('48h').expects('4h L2 > L3 by angry');
  });

  it('waits for the last escalation, and is not logged again for that', () => {
    const watch = Watch.over({}, policyWith({ rules: [idle, angry] }))
      .hears(score(-0.3))
      .until('2h');
    watch.expects('0h L1 > L2 by angry', '2h held idle until 4h').until('3h').asks({ type: 'escalate' });
    expect(watch.held).toEqual(['idle until 7h']);
    watch.wakes('7h').until('48h').expects('3h L2 > L3 by manual (Ann)', '7h L3 > manager by idle');
  });

  it('is satisfied there and then when it asks for no higher tier', () => {
    const watch = Watch.over().until('17h').hears(score(-0.7)).until('18h');
    watch.expects('17h L1 > L2 by negative_sentiment');
    expect(watch.held).toEqual([]);
    watch.hears(score(0.5)).expects('18h L2 > L1 for sentiment').until('23h').expects();
    watch.until('24h').expects('24h L1 > manager by sla_breached');
  });
});

describe('several held rules', () => {
  const rules = [rule('c', { idle: HOUR }, 'manager'), rule('b', { idle: HOUR }, 'L3', { bump: 2 }), angry];

  it('are logged in policy order and fire by choice, one in each cooldown', () => {
    const watch = Watch.over({}, policyWith({ rules })).hears(score(-0.3)).until('1h');
    watch.expects('0h L1 > L2 by angry', '1h held c until 4h', '1h held b until 4h');
    watch.until('48h').expects('4h L2 > L3 by b', '8h L3 > manager by c');
  });

  it('are logged after an escalation of the same instant', () => {
    const loud = rule('loud', { idle: HOUR }, 'L3', { bypassCooldown: true });
    const watch = Watch.over({}, policyWith({ rules: [...rules, loud] }))
      .hears(score(-0.3))
      .until('1h');
    watch.expects('0h L1 > L2 by angry', '1h L2 > L3 by loud', '1h held c until 5h');
  });
});

describe('who does not wait', () => {
  it('is a rule that bypasses the cooldown; it begins a new one', () => {
    const loud = rule('loud', { customer_replies: 1 }, 'manager', { bypassCooldown: true });
    const watch = Watch.over({}, policyWith({ rules: [angry, loud] })).hears(score(-0.3));
    watch.until('1h').hears(customerReply()).expects('0h L1 > L2 by angry', '1h L2 > manager by loud');
    expect(watch.snapshot.cooldownUntil).toBe(START + 5 * HOUR);
  });

  it('is everybody when the policy has no cooldown', () => {
    const rules = [rule('one', { status: ['open'] }, 'L2', { bump: 2 }), rule('two', { status: ['open'] }, 'L3')];
    Watch.over({}, policyWith({ cooldown: 0, rules })).expects('0h L1 > L2 by one', '0h L2 > L3 by two');
  });
});

describe('the breach', () => {
  it('is recorded at the moment it happens, whatever the cooldown holds', () => {
    const watch = Watch.over({ slaHours: 3, status: 'pending' }).until('2h').hears(score(-0.7)).wakes('3h');
    watch.until('3h', -1);
    expect(watch.snapshot.slaBreachedAt).toBeNull();
    watch.until('3h').expects('2h L1 > L2 by negative_sentiment', '3h held sla_breached until 6h');
    expect(watch.snapshot.slaBreachedAt).toBe(START + span('3h'));
  });

  it('is recorded once, by a policy without a rule for it too, and as the moment itself when noticed late', () => {
    const watch = Watch.over({}, policyWith({ rules: [] }))
      .wakes('24h')
      .sleepsUntil('30h')
      .looks();
    expect(watch.snapshot.slaBreachedAt).toBe(START + span('24h'));
    watch
      .wakes('never')
      .hears(change({ slaHours: 26 }))
      .wakes('never');
    expect(watch.snapshot.slaBreachedAt).toBe(START + span('24h'));
    watch.hears(change({ slaHours: 48 })).wakes('48h');
    expect(watch.snapshot.slaBreachedAt).toBeNull();
  });
});
