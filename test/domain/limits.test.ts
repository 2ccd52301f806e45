/** Every rule at the last millisecond before its limit, at the limit, and one after: a deadline is met when it is reached. */
import { describe, expect, it } from 'vitest';
import { agentReply, confirmation, customerReply, score } from '../support/domain/facts.js';
import { inWords, span } from '../support/domain/spans.js';
import { Watch, type ToldTicket } from '../support/domain/watch.js';

interface Mark {
  rule: string;
  ticket?: ToldTicket;
  /** What has to happen before, and what it leads to. */
  before?: (watch: Watch) => void;
  limit: string;
  decision: string;
}

const marks: Mark[] = [
  { rule: 'time_based', limit: '18h', decision: 'L1 > L2 by time_based' },
  { rule: 'time_based', ticket: { slaHours: 0.1 }, limit: '4m30s', decision: 'L1 > L2 by time_based' },
  { rule: 'vip_stuck', ticket: { customerTier: 'enterprise' }, limit: '2h', decision: 'L1 > manager by vip_stuck' },
  {
    rule: 'vip_stuck after a reply',
    ticket: { customerTier: 'enterprise' },
    before: (watch) => watch.until('1h30m').hears(customerReply()),
    limit: '3h30m',
    decision: 'L1 > manager by vip_stuck',
  },
  { rule: 'sla_breached', ticket: { status: 'pending' }, limit: '24h', decision: 'L1 > manager by sla_breached' },
  {
    rule: 'stalled_at_l2',
    before: (watch) => watch.until('1h').hears(score(-0.7)).expects('1h L1 > L2 by negative_sentiment'),
    limit: '5h',
    decision: 'L2 > L3 by stalled_at_l2',
  },
  {
    rule: 'sla_breached, held by the cooldown',
    ticket: { slaHours: 8, status: 'pending' },
    before: (watch) =>
      watch
        .until('6h')
        .hears(score(-0.7))
        .until('8h')
        .expects('6h L1 > L2 by negative_sentiment', '8h held sla_breached until 10h'),
    limit: '10h',
    decision: 'L2 > manager by sla_breached',
  },
];

describe.each(marks)('$rule, due at $limit', ({ ticket, before, limit, decision }) => {
  const watch = () => {
    const begun = Watch.over(ticket);
    before?.(begun);
    return begun;
  };

  it('does nothing at limit - 1 ms, however often it looks', () => {
    watch().until(limit, -1).expects().sleepsUntil(limit, -1).looks().expects();
  });

  it.each([0, 1])('fires once at limit + %i ms', (off) => {
    watch()
      .sleepsUntil(limit, off)
      .looks()
      .expects(`${inWords(span(limit) + off)} ${decision}`);
  });

  it('wakes by itself at the limit', () => {
    watch().wakes(limit).until(limit).expects(`${limit} ${decision}`);
  });
});

describe('a score', () => {
  const negative = '0h L1 > L2 by negative_sentiment';
  it.each<[number, string[]]>([
    [-1, [negative]],
    [-0.6001, [negative]],
    [-0.6, []],
    [-0.5999, []],
    [0, []],
  ])('of %f escalates only below -0.6', (value, lines) => {
    Watch.over()
      .hears(score(value))
      .expects(...lines);
  });

  it.each<[number, string[]]>([
    [0.0499, []],
    [0.05, ['1h L2 > L1 for sentiment']],
    [0.0501, ['1h L2 > L1 for sentiment']],
  ])('of %f takes a step back from 0.05 on', (value, lines) => {
    const watch = Watch.over().hears(score(-0.7)).expects(negative);
    watch
      .until('1h')
      .hears(score(value))
      .expects(...lines);
  });
});

describe('replies', () => {
  const third = '0h L1 > L2 by multiple_replies_no_resolution';
  it.each<[number, string[]]>([
    [2, []],
    [3, [third]],
    [4, [third]],
  ])('of the customer, %i of them', (count, lines) => {
    Watch.over()
      .hears(...Array.from({ length: count }, () => customerReply()))
      .expects(...lines);
  });

  it('of agents do not count', () => {
    Watch.over().hears(agentReply(), agentReply(), agentReply(), agentReply()).expects();
  });

  it('count once each, however often they are told', () => {
    const watch = Watch.over().hears(customerReply(), customerReply({ id: 'b' }), customerReply({ id: 'b' }));
    expect(watch.expects().ticket.customerReplyCount).toBe(2);
  });

  it('do not escalate what is resolved at the same instant', () => {
    Watch.over()
      .hears(customerReply(), customerReply(), customerReply(), confirmation())
      .expects('0h closed as resolved');
  });
});

describe('conditions that are not met', () => {
  it('time_based passes by a ticket that is not open', () => {
    Watch.over({ status: 'pending' }).until('23h').expects();
  });

  it('vip_stuck passes by a customer who is not enterprise', () => {
    Watch.over({ customerTier: 'business' }).until('17h').expects();
  });

  it('stalled_at_l2 passes by a ticket whose agent has replied', () => {
    const watch = Watch.over().hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment');
    watch.until('1h').hears(agentReply()).until('23h').expects();
  });
});
