/** How tickets and decisions are serialized. */
import { describe, expect, it } from 'vitest';
import { iso, parseInstant } from '../../src/domain/time/instant.js';
import { aheadLines, decisionLine, viewTicket, type Deadline } from '../../src/domain/ticket/view.js';
import { change, score } from '../support/domain/facts.js';
import { Watch } from '../support/domain/watch.js';

describe('an instant', () => {
  it('is written with Z and milliseconds', () => {
    expect(iso(Date.UTC(2026, 0, 6, 3))).toBe('2026-01-06T03:00:00.000Z');
  });

  it.each([
    ['2026-01-06T03:00:00Z', '2026-01-06T03:00:00.000Z'],
    ['2026-01-06T03:00Z', '2026-01-06T03:00:00.000Z'],
    ['2026-01-06T03:00:00.007Z', '2026-01-06T03:00:00.007Z'],
    ['2026-01-06T03:00:00+02:00', '2026-01-06T01:00:00.000Z'],
    ['2026-01-06T03:00:00-0530', '2026-01-06T08:30:00.000Z'],
  ])('is read from %s', (text, written) => {
    expect(iso(parseInstant(text)!)).toBe(written);
  });

  it.each([
    '2026-01-06T03:00:00',
    '2026-01-06',
    '6 January 2026',
    '2026-13-06T03:00:00Z',
    '2026-01-06T25:00:00Z',
    '',
    1767668400000,
    null,
    undefined,
  ])('is not read from %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe('a decision line', () => {
  it('has every instant written out', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).hears(score(-0.7)).until('2h');
    watch.expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h');
    expect(watch.decisions.map(decisionLine)).toEqual([
      {
        at: '2026-01-05T09:00:00.000Z',
        ticketId: 'T-1',
        seq: 1,
        kind: 'escalated',
        rule: 'negative_sentiment',
        from: 'L1',
        to: 'L2',
        priority: { from: 'normal', to: 'high' },
        group: 'tier2_support',
        candidates: ['negative_sentiment'],
        notify: ['slack:#tier2-queue', 'email:tier2@example.com'],
      },
      {
        at: '2026-01-05T11:00:00.000Z',
        ticketId: 'T-1',
        kind: 'held',
        rule: 'vip_stuck',
        until: '2026-01-05T13:00:00.000Z',
      },
    ]);
  });
});

describe('the view of a ticket', () => {
  it('says what will happen by itself, soonest first', () => {
    const watch = Watch.over({ customerTier: 'enterprise' });
    expect(watch.view.deadlines).toEqual([
      { at: '2026-01-05T11:00:00.000Z', rule: 'vip_stuck', to: 'manager' },
      { at: '2026-01-06T03:00:00.000Z', rule: 'time_based', to: 'L2' },
      { at: '2026-01-06T09:00:00.000Z', rule: 'sla_breached', to: 'manager' },
      { at: '2026-01-06T09:00:00.000Z' },
    ]);
    expect(watch.view.nextDeadlineAt).toBe('2026-01-05T11:00:00.000Z');
  });

  it('counts the end of the cooldown among it while a rule is held', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).hears(score(-0.7)).until('3h');
    watch.expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h');
    const { deadlines, held, cooldownUntil, escalatedAt, history } = watch.view;
    expect(deadlines.slice(0, 2)).toEqual([
      { at: '2026-01-05T13:00:00.000Z', rule: 'vip_stuck', to: 'manager' },
      { at: '2026-01-05T13:00:00.000Z', rule: 'stalled_at_l2', to: 'L3' },
    ]);
    expect(held).toEqual([{ rule: 'vip_stuck', since: '2026-01-05T11:00:00.000Z', until: '2026-01-05T13:00:00.000Z' }]);
    expect([escalatedAt, cooldownUntil]).toEqual(['2026-01-05T09:00:00.000Z', '2026-01-05T13:00:00.000Z']);
    expect(history).toEqual(watch.decisions.map(decisionLine));
  });

  it('says which rules the cooldown will hold; others, and those that bypass it, will fire', () => {
    const watch = Watch.over({ customerTier: 'enterprise', slaHours: 4 }).hears(score(-0.7)).until('1h');
    watch.expects('0h L1 > L2 by negative_sentiment');
    expect(watch.view.deadlines).toEqual([
      { at: '2026-01-05T11:00:00.000Z', rule: 'vip_stuck', to: 'manager', heldUntil: '2026-01-05T13:00:00.000Z' },
      { at: '2026-01-05T12:00:00.000Z', rule: 'time_based', to: 'L2' },
      { at: '2026-01-05T13:00:00.000Z', rule: 'sla_breached', to: 'manager' },
      { at: '2026-01-05T13:00:00.000Z', rule: 'stalled_at_l2', to: 'L3' },
      { at: '2026-01-05T13:00:00.000Z' },
    ]);
    expect(watch.view.nextDeadlineAt).toBe('2026-01-05T11:00:00.000Z');
    const rules = watch.ticket.policy.rules.map((rule) => ({ ...rule, bypassCooldown: true }));
    const bypassing = { ...watch.ticket, policy: { ...watch.ticket.policy, rules } };
    expect(
      viewTicket(bypassing, Date.parse('2026-01-05T10:00:00Z')).deadlines.map(({ heldUntil }) => heldUntil),
    ).toEqual(Array(5).fill(undefined));
  });

  it('is read with one line for the breach and the rule that comes true with it', () => {
    const at = '2026-01-06T09:00:00.000Z';
    const rule = { at, rule: 'sla_breached', to: 'manager' };
    const other = { at: '2026-01-06T03:00:00.000Z', rule: 'time_based', to: 'L2' };
    const lines = (...deadlines: Deadline[]) => aheadLines(deadlines, (line) => line.rule);
    expect(lines(other, rule, { at })).toEqual([
      { at: other.at, words: 'time_based' },
      { at, words: 'SLA breached, sla_breached' },
    ]);
    expect(lines(other, { at })).toEqual([
      { at: other.at, words: 'time_based' },
      { at, words: 'SLA breached' },
    ]);
    const later = '2026-01-07T09:00:00.000Z';
    expect(lines({ at }, { ...other, at: later })).toEqual([
      { at, words: 'SLA breached' },
      { at: later, words: 'time_based' },
    ]);
    expect(
      lines(
        { at, clock: 'first_response' },
        rule,
        { at: later, clock: 'next_response' },
        { at: later, closesAs: 'closed' },
      ),
    ).toEqual([
      { at, words: 'first response breached, sla_breached' },
      { at: later, words: 'next response breached' },
      { at: later, words: 'it closes by itself as closed' },
    ]);
  });

  it('of a closed one has nothing ahead', () => {
    const watch = Watch.over()
      .hears(change({ status: 'closed' }))
      .expects('0h closed as closed');
    expect(watch.view).toMatchObject({ closed: true, deadlines: [], nextDeadlineAt: null, escalatedAt: null });
  });

  it('tells who acknowledged and when', () => {
    const watch = Watch.over().until('1h');
    watch.asks({ type: 'acknowledge' });
    watch.expects('1h acknowledged (Ann)');
    expect(watch.view.acknowledged).toEqual({
      by: 'Ann',
      at: '2026-01-05T10:00:00.000Z',
      seq: 0,
      until: '2026-01-06T10:00:00.000Z',
    });
  });
});
