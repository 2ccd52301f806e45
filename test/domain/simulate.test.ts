/** A policy over a timeline in virtual time: what is decided when, and in which order it is told. */
import { describe, expect, it } from 'vitest';
import type { NewTicket } from '../../src/domain/ticket/ticket.js';
import { simulate, type Simulated, type TimelineEvent } from '../../src/domain/simulation/timeline.js';
import { customerReply, score, change, type Telling } from '../support/domain/facts.js';
import { line } from '../support/domain/lines.js';
import { DEFAULT_HASH, DEFAULT_POLICY } from '../support/domain/policies.js';
import { span } from '../support/domain/spans.js';
import { newTicket, START } from '../support/domain/watch.js';

const created = (at: string, ticketId = 'T-1', ticket: Partial<NewTicket> = {}): TimelineEvent => ({
  at: START + span(at),
  type: 'created',
  ticket: { ...newTicket(), ...ticket, ticketId },
});

let ids = 0;
const tells = (at: string, { fact, id }: Telling, ticketId = 'T-1'): TimelineEvent => {
  const instant = START + span(at);
  return { at: instant, ticketId, fact: { ...fact, eventId: id ?? `line-${++ids}`, at: instant } };
};

const end = (at: string): TimelineEvent => ({ at: START + span(at), type: 'end' });

const run = (...events: TimelineEvent[]) => simulate(events, DEFAULT_POLICY, DEFAULT_HASH);
const told = ({ decisions }: Simulated) => decisions.map((d) => `${d.ticketId} ${line(d, START)}`);

describe('a timeline', () => {
  it('runs until nothing is left to wait for', () => {
    expect(told(run(created('0h')))).toEqual([
      'T-1 18h L1 > L2 by time_based',
      'T-1 22h L2 > L3 by stalled_at_l2',
      'T-1 24h held sla_breached until 26h',
      'T-1 26h L3 > manager by sla_breached',
    ]);
  });

  it.each([
    ['before a deadline: it does not come', '17h59m59.999s', 0],
    ['at a deadline: it still comes', '18h', 1],
    ['between two', '23h', 2],
  ])('stops at its end line, %s', (_title, at, count) => {
    expect(run(created('0h'), end(at)).decisions).toHaveLength(count);
  });

  it('does not hear what comes after its end line, but everything of that instant', () => {
    const result = run(created('0h'), end('1h'), tells('1h', score(-0.7)), tells('1h0.001s', score(0.7)));
    expect(told(result)).toEqual(['T-1 1h L1 > L2 by negative_sentiment']);
    expect(result.tickets[0]!.sentiment!.score).toBe(-0.7);
  });

  it('may end before anything begins', () => {
    expect(run(end('0h'), created('1h'))).toEqual({ decisions: [], refused: [], tickets: [] });
  });

  it('need not be sorted; lines of one instant keep their order', () => {
    const lines = [
      tells('2h', score(0.9)),
      tells('1h', score(-0.7)),
      created('0h'),
      end('3h'),
      tells('2h', score(-0.1)),
    ];
    expect(told(run(...lines))).toEqual(['T-1 1h L1 > L2 by negative_sentiment']);
  });
});

describe('the decisions', () => {
  it('are told in time order, then by ticket id, then as they were taken', () => {
    const result = run(
      created('0h', 'T-9'),
      created('0h', 'T-10', { customerTier: 'enterprise', sentimentScore: -0.9 }),
      created('0h', 'A', { sentimentScore: -0.9, status: 'resolved' }),
      tells('0h', score(-0.7), 'T-9'),
      tells('2h', score(0.7), 'T-9'),
      tells('2h', score(0.7), 'T-10'),
      end('2h'),
    );
    expect(told(result)).toEqual([
      'A 0h closed as resolved',
      'T-10 0h L1 > L2 by negative_sentiment',
      'T-9 0h L1 > L2 by negative_sentiment',
      'T-10 2h L2 > L1 for sentiment',
      'T-10 2h held vip_stuck until 4h',
      'T-9 2h L2 > L1 for sentiment',
    ]);
    expect(result.tickets.map(({ ticketId, tier }) => [ticketId, tier])).toEqual([
      ['T-9', 'L1'],
      ['T-10', 'L1'],
      ['A', 'L1'],
    ]);
  });

  it('of one ticket do not depend on the other tickets', () => {
    const own = [created('0h'), tells('1h', score(-0.7)), tells('3h', score(0.9)), end('20h')];
    const others = [created('0h', 'T-0'), tells('1h', score(-0.9), 'T-0'), created('2h', 'T-2')];
    const together = told(run(...own, ...others)).filter((decision) => decision.startsWith('T-1 '));
    expect(together).toEqual(told(run(...own)));
    expect(together).toHaveLength(3);
  });
});

describe('facts of one instant', () => {
  it('are applied before anything is decided, also at a deadline', () => {
    const result = run(created('0h'), tells('18h', change({ status: 'pending' })), end('20h'));
    expect(told(result)).toEqual([]);
  });

  it('include those that come with the ticket', () => {
    const result = run(created('0h'), ...[1, 2, 3].map(() => tells('0h', customerReply())), end('0h'));
    expect(told(result)).toEqual(['T-1 0h L1 > L2 by multiple_replies_no_resolution']);
  });

  it('open again what they close', () => {
    const lines = [tells('1h', change({ status: 'resolved' })), tells('1h', change({ status: 'open' }))];
    expect(told(run(created('0h'), ...lines, end('2h')))).toEqual([]);
    expect(told(run(created('0h'), ...lines.reverse(), end('2h')))).toEqual(['T-1 1h closed as resolved']);
  });
});

describe('a ticket', () => {
  it('that is created again changes nothing', () => {
    const result = run(created('0h'), created('17h', 'T-1', { slaHours: 1, priority: 'low' }), end('18h'));
    expect(told(result)).toEqual(['T-1 18h L1 > L2 by time_based']);
    expect(result.tickets).toHaveLength(1);
    expect(result.tickets[0]).toMatchObject({ slaHours: 24, priority: 'high', createdAt: START });
  });

  it('knows the id of its own creation', () => {
    const named: TimelineEvent = { ...created('0h'), eventId: 'x' } as TimelineEvent;
    expect(told(run(named, tells('1h', score(-0.7, { id: 'x' })), end('2h')))).toEqual([]);
    expect(told(run(named, tells('1h', score(-0.7, { id: 'y' })), end('2h')))).toHaveLength(1);
  });

  it('may have been created long before its watch begins', () => {
    const result = run(created('0h', 'T-1', { createdAt: START - span('30h') }), end('1h'));
    expect(told(result)).toEqual(['T-1 0h L1 > manager by sla_breached']);
  });

  it('hears no fact before it is created', () => {
    const result = run(tells('0h', customerReply()), created('0h'), tells('1h', score(-0.7), 'T-2'), end('2h'));
    expect(result.refused).toEqual([
      { ticketId: 'T-1', at: START, event: 'customer_replied' },
      { ticketId: 'T-2', at: START + span('1h'), event: 'sentiment_scored' },
    ]);
    expect(result.tickets.map(({ customerReplyCount }) => customerReplyCount)).toEqual([0]);
    expect(result.decisions).toEqual([]);
  });

  it('that is closed ignores facts and is reopened by a status', () => {
    const result = run(
      created('0h'),
      tells('1h', change({ status: 'closed' })),
      tells('2h', customerReply()),
      tells('20h', change({ status: 'open' })),
      end('21h'),
    );
    expect(told(result)).toEqual([
      'T-1 1h closed as closed',
      'T-1 2h ignored customer_replied',
      'T-1 20h reopened as open',
      'T-1 20h L1 > L2 by time_based',
    ]);
  });
});
