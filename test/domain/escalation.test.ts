/** What a climb does to the ticket, and what it asks of the world. */
import { describe, expect, it } from 'vitest';
import { change, customerReply, score } from '../support/domain/facts.js';
import { DEFAULT_POLICY, HOUR, policyWith, rule } from '../support/domain/policies.js';
import { START, Watch } from '../support/domain/watch.js';

describe('an escalation', () => {
  it('moves the ticket, numbers the transition and begins the cooldown', () => {
    const watch = Watch.over().until('18h').expects('18h L1 > L2 by time_based');
    expect(watch.snapshot).toEqual({
      ticketId: 'T-1',
      status: 'open',
      priority: 'high',
      customerTier: 'standard',
      createdAt: START,
      slaHours: 24,
      lastActivityAt: START,
      customerReplyCount: 0,
      sentimentScore: null,
      tier: 'L2',
      assigneeGroup: 'tier2_support',
      escalated: true,
      escalationReason: 'time_based',
      escalatedAt: START + 18 * HOUR,
      cooldownUntil: START + 22 * HOUR,
      slaDueAt: START + 24 * HOUR,
      slaBreachedAt: null,
      nextDeadlineAt: START + 22 * HOUR,
      seq: 1,
    });
  });

  it('is logged with everything about it', () => {
    const watch = Watch.over().until('18h').expects('18h L1 > L2 by time_based');
    expect(watch.decisions).toEqual([
      {
        at: START + 18 * HOUR,
        ticketId: 'T-1',
        seq: 1,
        kind: 'escalated',
        rule: 'time_based',
        from: 'L1',
        to: 'L2',
        priority: { from: 'normal', to: 'high' },
        group: 'tier2_support',
        candidates: ['time_based'],
        notify: ['slack:#tier2-queue', 'email:tier2@example.com'],
      },
    ]);
    expect(watch.ticket.history).toEqual(watch.decisions);
  });

  it('alerts each target of the new tier, with the ticket as it is then', () => {
    const watch = Watch.over({ customerReplyCount: 2 }).until('1h').hears(score(-0.4), customerReply());
    watch.expects('1h L1 > L2 by multiple_replies_no_resolution');
    const common = {
      transition: watch.last,
      when: { customer_replies: 3 },
      ticket: {
        status: 'open',
        customerTier: 'standard',
        createdAt: START,
        slaDueAt: START + 24 * HOUR,
        slaBreachedAt: null,
        customerReplyCount: 3,
        sentimentScore: -0.4,
      },
    };
    expect(watch.alerts).toEqual([
      { key: 'T-1:1:slack:#tier2-queue', channel: 'slack', address: '#tier2-queue', ...common },
      { key: 'T-1:1:email:tier2@example.com', channel: 'email', address: 'tier2@example.com', ...common },
    ]);
  });

  it('that follows the breach tells of it', () => {
    const watch = Watch.over({ status: 'pending' }).until('24h').expects('24h L1 > manager by sla_breached');
    expect(watch.alerts.map(({ ticket }) => ticket.slaBreachedAt)).toEqual([START + 24 * HOUR, START + 24 * HOUR]);
  });

  it('is no activity on the ticket', () => {
    const watch = Watch.over().until('18h').expects('18h L1 > L2 by time_based');
    expect(watch.ticket.lastActivityAt).toBe(START);
  });
});

describe('the priority', () => {
  it.each([
    ['low', 1, 'normal'],
    ['normal', 2, 'urgent'],
    ['high', 2, 'urgent'],
    ['urgent', 1, 'urgent'],
    ['normal', 0, 'normal'],
    ['vip', 2, 'vip'],
  ])('%s bumped by %i is %s', (priority, bump, bumped) => {
    const policy = policyWith({ rules: [rule('up', { status: ['open'] }, 'L2', { bump })] });
    const watch = Watch.over({ priority }, policy).expects('0h L1 > L2 by up');
    expect(watch.last).toMatchObject({ priority: { from: priority, to: bumped } });
    expect(watch.ticket.priority).toBe(bumped);
  });
});

describe('climbing further', () => {
  it('goes on to the top, rung by rung, with numbers that follow each other', () => {
    const watch = Watch.over().until('48h');
    watch.expects(
      '18h L1 > L2 by time_based',
      '22h L2 > L3 by stalled_at_l2',
      '24h held sla_breached until 26h',
      '26h L3 > manager by sla_breached',
    );
    watch.wakes('never');
    expect(watch.logIds).toEqual(['T-1:1', 'T-1:2', 'T-1:held:3', 'T-1:3']);
    expect(watch.snapshot).toMatchObject({ seq: 3, escalationReason: 'sla_breached', priority: 'urgent' });
  });

  it('takes next as one rung, wherever the ticket stands', () => {
    const policy = policyWith({ cooldown: 0, rules: [rule('up', { sentiment_below: 0 }, 'next')] });
    const watch = Watch.over({ tier: 'L2' }, policy).hears(score(-0.1)).until('1h').hears(score(-0.2));
    watch.hears(score(-0.3)).expects('0h L2 > L3 by up', '1h L3 > manager by up');
  });

  it('does not end with a status that is neither resolved nor closed', () => {
    const watch = Watch.over()
      .hears(score(-0.7), change({ status: 'pending' }))
      .until('4h');
    watch.expects('0h L1 > L2 by negative_sentiment', '4h L2 > L3 by stalled_at_l2');
  });
});

describe('the history', () => {
  it('keeps the last 20 decisions, while seq and log ids go on', () => {
    const watch = Watch.over({}, { ...DEFAULT_POLICY, cooldown: 0 });
    for (let i = 0; i < 12; i++) watch.hears(score(-0.7)).hears(score(0.5));
    expect(watch.ticket.seq).toBe(24);
    expect(watch.ticket.history).toEqual(watch.decisions.slice(4));
    expect(watch.logIds.at(-1)).toBe('T-1:24');
    watch.expects(
      ...Array.from({ length: 12 }, () => ['0h L1 > L2 by negative_sentiment', '0h L2 > L1 for sentiment']).flat(),
    );
  });
});
