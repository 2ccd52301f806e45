/** What each predicate means: from when on it holds by itself, and which trigger instance it belongs to. */
import { describe, expect, it } from 'vitest';
import { ALWAYS, NEVER } from '../../src/domain/rules/predicates/predicate.js';
import { readRule } from '../../src/domain/rules/readings.js';
import { slaDeadline, slaDueAt } from '../../src/domain/rules/clocks.js';
import type { Instance } from '../../src/domain/rules/instance.js';
import type { When } from '../../src/domain/rules/policy.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../src/domain/ticket/ticket.js';
import { DEFAULT_HASH, DEFAULT_POLICY, HOUR, MINUTE, rule } from '../support/domain/policies.js';
import { newTicket, START } from '../support/domain/watch.js';

const begun = newTicketState(newTicket(), DEFAULT_POLICY, DEFAULT_HASH, START);
const sentiment = (score: number) => ({ sentiment: { score, at: START, eventId: 'e7', used: false } });
const escalated = { kind: 'escalated' as const, at: START + HOUR, agentReplied: false };

const read = (when: When, ticket: Partial<TicketState> = {}) => {
  const { holdsFrom, instance } = readRule(rule('r', when, 'L2'), { ...begun, ...ticket }, START);
  return { holdsFrom, instance };
};

describe('a predicate', () => {
  it.each<[title: string, when: When, ticket: Partial<TicketState>, holdsFrom: number, instance: Instance]>([
    ['sla_used: its deadline', { sla_used: 75 }, {}, START + 18 * HOUR, { sla_used: 24 * HOUR }],
    ['sla_used: of another SLA', { sla_used: 75 }, { slaHours: 8 }, START + 6 * HOUR, { sla_used: 8 * HOUR }],
    [
      'sla_used: counted from createdAt',
      { sla_used: 100 },
      { createdAt: START - HOUR },
      START + 23 * HOUR,
      { sla_used: 24 * HOUR },
    ],
    ['sla_used: beyond the breach', { sla_used: 150 }, {}, START + 36 * HOUR, { sla_used: 24 * HOUR }],
    [
      'idle: since the last activity',
      { idle: 2 * HOUR },
      { lastActivityAt: START - 5 },
      START - 5 + 2 * HOUR,
      { idle: START - 5 },
    ],
    ['stalled: without a transition', { stalled: HOUR }, {}, NEVER, { stalled: 0 }],
    [
      'stalled: since an escalation',
      { stalled: HOUR },
      { lastTransition: escalated, seq: 3 },
      START + 2 * HOUR,
      { stalled: 3 },
    ],
    [
      'stalled: ended by an agent',
      { stalled: HOUR },
      { lastTransition: { ...escalated, agentReplied: true }, seq: 3 },
      NEVER,
      { stalled: 3 },
    ],
    [
      'stalled: not after coming down',
      { stalled: HOUR },
      { lastTransition: { ...escalated, kind: 'deescalated' }, seq: 4 },
      NEVER,
      { stalled: 4 },
    ],
    ['sentiment_below: without a score', { sentiment_below: -0.6 }, {}, NEVER, { sentiment_below: '' }],
    ['sentiment_below: lower', { sentiment_below: -0.6 }, sentiment(-0.61), ALWAYS, { sentiment_below: 'e7' }],
    ['sentiment_below: equal', { sentiment_below: -0.6 }, sentiment(-0.6), NEVER, { sentiment_below: 'e7' }],
    ['customer_replies: too few', { customer_replies: 3 }, { customerReplyCount: 2 }, NEVER, { customer_replies: 0 }],
    ['customer_replies: enough', { customer_replies: 3 }, { customerReplyCount: 3 }, ALWAYS, { customer_replies: 1 }],
    [
      'customer_replies: still the same instance',
      { customer_replies: 3 },
      { customerReplyCount: 5 },
      ALWAYS,
      { customer_replies: 1 },
    ],
    [
      'customer_replies: the next instance',
      { customer_replies: 3 },
      { customerReplyCount: 6 },
      ALWAYS,
      { customer_replies: 2 },
    ],
    ['status: in the list', { status: ['new', 'open'] }, {}, ALWAYS, {}],
    ['status: not in the list', { status: ['new', 'pending'] }, {}, NEVER, {}],
    ['customer_tier: in the list', { customer_tier: ['standard'] }, {}, ALWAYS, {}],
    ['customer_tier: not in the list', { customer_tier: ['enterprise'] }, {}, NEVER, {}],
    ['tier: in the list', { tier: ['L1', 'L2'] }, {}, ALWAYS, {}],
    ['tier: not in the list', { tier: ['L2'] }, {}, NEVER, {}],
    ['priority: in the list', { priority: ['normal'] }, {}, ALWAYS, {}],
    ['priority: not in the list', { priority: ['urgent'] }, {}, NEVER, {}],
  ])('%s', (_title, when, ticket, holdsFrom, instance) => {
    expect(read(when, ticket)).toEqual({ holdsFrom, instance });
  });
});

describe('a rule of several predicates', () => {
  it('holds from the latest of their instants on', () => {
    const when = { idle: 2 * HOUR, sla_used: 50, status: ['open'] };
    expect(read(when).holdsFrom).toBe(START + 12 * HOUR);
    expect(read(when, { lastActivityAt: START + 11 * HOUR }).holdsFrom).toBe(START + 13 * HOUR);
  });

  it('never holds by itself while one of them never does', () => {
    expect(read({ idle: 2 * HOUR, status: ['pending'] }).holdsFrom).toBe(NEVER);
  });

  it('belongs to the tuple of their instances', () => {
    expect(read({ idle: HOUR, status: ['open'], customer_replies: 2, sla_used: 50 }).instance).toEqual({
      idle: START,
      customer_replies: 0,
      sla_used: 24 * HOUR,
    });
  });

  it('without an instance of its own has one that never changes', () => {
    expect(read({ status: ['open'] }).instance).toEqual(read({ status: ['open'] }, { status: 'new' }).instance);
  });
});

describe('the SLA clock', () => {
  it.each<[hours: number, percent: number, length: number]>([
    [24, 75, 18 * HOUR],
    [0.1, 75, 4.5 * MINUTE],
    [1 / 3, 100, 20 * MINUTE],
    [0.7, 33, 831_600],
    [10 / HOUR, 75, 8],
    [10 / HOUR, 70, 7],
    [1 / HOUR, 1, 1],
  ])('of %f h has used %f percent after %i ms, rounded up to a whole one', (slaHours, percent, length) => {
    expect(slaDeadline({ createdAt: START, slaHours }, percent) - START).toBe(length);
  });

  it('is breached when all of it is used', () => {
    expect(slaDueAt({ createdAt: START, slaHours: 0.7 })).toBe(START + 42 * MINUTE);
  });
});
