/** Tickets that are past their marks when the watch begins, and decisions that come late after an outage. */
import { describe, expect, it } from 'vitest';
import { agentReply, confirmation, score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule } from '../support/domain/policies.js';
import { START, Watch, type ToldTicket } from '../support/domain/watch.js';

describe('a ticket that is past its marks', () => {
  it.each<[title: string, ticket: ToldTicket, lines: string[]]>([
    ['none of them', { createdAt: '-17h' }, []],
    ['the first', { createdAt: '-18h' }, ['0h L1 > L2 by time_based']],
    ['all of them', { createdAt: '-30h' }, ['0h L1 > manager by sla_breached']],
    ['by its replies', { customerReplyCount: 4 }, ['0h L1 > L2 by multiple_replies_no_resolution']],
    ['by its score', { sentimentScore: -0.8 }, ['0h L1 > L2 by negative_sentiment']],
    [
      'by its silence',
      { customerTier: 'enterprise', createdAt: '-9h', lastActivityAt: '-2h' },
      ['0h L1 > manager by vip_stuck'],
    ],
    ['not by an old silence', { customerTier: 'enterprise', createdAt: '-9h', lastActivityAt: '-1h' }, []],
  ])('%s', (_title, ticket, lines) => {
    Watch.over(ticket).expects(...lines);
  });

  it('escalates once; the marks that the winner passed are satisfied', () => {
    const watch = Watch.over({ createdAt: '-30h' }).expects('0h L1 > manager by sla_breached').until('5h');
    watch.hears(score(0.5)).expects('5h manager > L1 for sentiment').until('96h').expects();
    expect(watch.snapshot.slaBreachedAt).toBe(START - 6 * HOUR);
  });

  it('holds what asks for more than the winner', () => {
    const bold = rule('bold', { idle: HOUR }, 'L2', { bump: 3 });
    const watch = Watch.over(
      { createdAt: '-30h' },
      policyWith({ rules: [rule('far', { sla_used: 100 }, 'L3'), bold] }),
    );
    watch.until('9h').expects('0h L1 > L2 by bold', '0h held far until 4h', '4h L2 > L3 by far');
  });
});

describe('what is told of a new ticket', () => {
  it('is believed: replies, score, activity, group and tier', () => {
    const told = { customerReplyCount: 2, sentimentScore: -0.5, assigneeGroup: 'vip_desk', tier: 'L2' };
    const watch = Watch.over({ createdAt: '-3h', lastActivityAt: '-1h', ...told });
    expect(watch.snapshot).toMatchObject({
      ...told,
      createdAt: START - 3 * HOUR,
      lastActivityAt: START - HOUR,
      escalated: false,
      escalationReason: null,
    });
  });

  it('has defaults', () => {
    expect(Watch.over({ tier: 'L3' }).ticket.assigneeGroup).toBe('tier3_support');
    expect(Watch.over({ createdAt: '-3h' }).snapshot).toMatchObject({
      tier: 'L1',
      assigneeGroup: 'tier1_support',
      lastActivityAt: START - 3 * HOUR,
      customerReplyCount: 0,
      sentimentScore: null,
    });
  });

  it('cannot lie in the future', () => {
    expect(Watch.over({ createdAt: '1h', lastActivityAt: '2h' }).snapshot).toMatchObject({
      createdAt: START,
      lastActivityAt: START,
    });
  });

  it('makes its tier the base, which a confirmation does not leave', () => {
    const watch = Watch.over({ tier: 'L3' })
      .until('24h')
      .expects('24h L3 > manager by sla_breached')
      .hears(confirmation());
    watch.expects('24h manager > L3 for resolution', '24h closed as resolved');
  });
});

describe('a late wake', () => {
  it('decides once, at its own time', () => {
    const watch = Watch.over().sleepsUntil('31h').looks().expects('31h L1 > manager by sla_breached');
    expect(watch.snapshot).toMatchObject({ cooldownUntil: START + 35 * HOUR, slaBreachedAt: START + 24 * HOUR });
    watch.until('35h').hears(score(0.5)).until('96h').expects('35h manager > L1 for sentiment');
  });

  it('lets held rules fire long after the cooldown', () => {
    const watch = Watch.over().until('18h').hears(agentReply()).until('22h').expects('18h L1 > L2 by time_based');
    watch.hears(score(0.5)).expects('22h L2 > L1 for sentiment').sleepsUntil('40h').looks();
    watch.expects('40h L1 > manager by sla_breached');
  });

  it('does not forget who was held', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).hears(score(-0.7)).until('2h');
    watch.expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h').sleepsUntil('17h').looks();
    watch.expects('17h L2 > manager by vip_stuck');
  });

  it('hears first what came during the outage', () => {
    const watch = Watch.over({ customerTier: 'enterprise' })
      .sleepsUntil('3h')
      .hears(agentReply({ at: '1h30m' }));
    watch.expects().wakes('3h30m').until('3h30m').expects('3h30m L1 > manager by vip_stuck');
  });
});
