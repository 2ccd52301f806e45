/** Commands of people: done at once, whatever the rules and the cooldown say, or refused with a sentence. */
import { describe, expect, it } from 'vitest';
import { viewTicket } from '../../src/domain/ticket/view.js';
import { iso } from '../../src/domain/time/instant.js';
import { change, score } from '../support/domain/facts.js';
import { HOUR } from '../support/domain/policies.js';
import { START, Watch } from '../support/domain/watch.js';

describe('escalate', () => {
  it('climbs one rung by itself, is named manual and says who asked', () => {
    const watch = Watch.over();
    expect(watch.asks({ type: 'escalate' })).toBe('done');
    watch.expects('0h L1 > L2 by manual (Ann)');
    expect(watch.last).toEqual({
      at: START,
      ticketId: 'T-1',
      seq: 1,
      kind: 'escalated',
      rule: 'manual',
      from: 'L1',
      to: 'L2',
      priority: { from: 'normal', to: 'high' },
      group: 'tier2_support',
      candidates: [],
      notify: ['slack:#tier2-queue', 'email:tier2@example.com'],
      by: 'Ann',
    });
    expect(watch.alerts).toHaveLength(2);
    for (const alert of watch.alerts) expect(alert).not.toHaveProperty('when');
    expect(watch.snapshot).toMatchObject({ escalationReason: 'manual', cooldownUntil: START + 4 * HOUR });
  });

  it('climbs to the tier that is named', () => {
    const watch = Watch.over();
    watch.asks({ type: 'escalate', to: 'manager' });
    watch.expects('0h L1 > manager by manual (Ann)');
    expect(watch.ticket).toMatchObject({ tier: 'manager', priority: 'high', assigneeGroup: 'support_managers' });
  });

  it('does not wait for the cooldown, and begins a new one', () => {
    const watch = Watch.over().hears(score(-0.7)).until('1h');
    watch.asks({ type: 'escalate' });
    watch.expects('0h L1 > L2 by negative_sentiment', '1h L2 > L3 by manual (Ann)');
    expect(watch.snapshot.cooldownUntil).toBe(START + 5 * HOUR);
  });

  it('satisfies the rules that hold and ask for no more', () => {
    const watch = Watch.over().until('17h');
    watch.asks({ type: 'escalate' });
    watch.until('19h').hears(score(0.5)).expects('17h L1 > L2 by manual (Ann)', '19h L2 > L1 for sentiment');
    watch.until('23h').expects();
  });

  it('is watched for stalling like any climb', () => {
    const watch = Watch.over();
    watch.asks({ type: 'escalate', to: 'L2' });
    watch.until('4h').expects('0h L1 > L2 by manual (Ann)', '4h L2 > L3 by stalled_at_l2');
  });

  it.each([
    ['the tier it stands at', 'L2', 'ticket T-1 stands at L2 already'],
    ['a tier below', 'L1', 'ticket T-1 stands at L2 already'],
    ['a tier that does not exist', 'L9', 'there is no tier L9; the ladder has L1, L2, L3, manager'],
  ])('refuses %s', (_title, to, refused) => {
    const watch = Watch.over({ tier: 'L2' });
    const before = watch.ticket;
    expect(watch.asks({ type: 'escalate', to })).toEqual({ refused });
    expect(watch.ticket).toBe(before);
  });

  it('refuses to climb beyond the top', () => {
    const refused = { refused: 'ticket T-1 stands at manager already' };
    expect(Watch.over({ tier: 'manager' }).asks({ type: 'escalate' })).toEqual(refused);
  });
});

describe('de-escalate', () => {
  const upTwice = () => {
    const watch = Watch.over();
    watch.asks({ type: 'escalate' });
    watch.asks({ type: 'escalate', to: 'manager' });
    return watch.expects('0h L1 > L2 by manual (Ann)', '0h L2 > manager by manual (Ann)').until('1h');
  };

  it.each([
    ['the last step by itself', {}, '1h manager > L2 for manual (Ann)', 'high'],
    ['the last step', { to: 'previous' as const }, '1h manager > L2 for manual (Ann)', 'high'],
    ['all steps', { to: 'base' as const }, '1h manager > L1 for manual (Ann)', 'normal'],
  ])('takes back %s', (_title, to, line, priority) => {
    const watch = upTwice();
    expect(watch.asks({ type: 'de_escalate', ...to })).toBe('done');
    watch.expects(line);
    expect(watch.last).toMatchObject({ seq: 3, reason: 'manual', by: 'Ann' });
    expect(watch.ticket).toMatchObject({ priority, cooldownUntil: START + 4 * HOUR });
  });

  it('leaves what a person decided', () => {
    const watch = upTwice().hears(change({ priority: 'low' }));
    watch.asks({ type: 'de_escalate', to: 'base' });
    watch.expects('1h manager > L1 for manual (Ann)');
    expect(watch.ticket).toMatchObject({ priority: 'low', assigneeGroup: 'tier1_support' });
  });

  it.each(['previous' as const, 'base' as const])('refuses to go below the base tier (%s)', (to) => {
    const watch = Watch.over({ tier: 'L2' });
    expect(watch.asks({ type: 'de_escalate', to })).toEqual({ refused: 'ticket T-1 stands at L2, its base tier' });
    expect(watch.ticket.seq).toBe(0);
  });
});

describe('acknowledge', () => {
  it('is logged with the transition it is about and changes nothing else', () => {
    const watch = Watch.over().hears(score(-0.7)).until('1h');
    const { acknowledged: none, history: before, ...others } = watch.ticket;
    expect([none, before.length]).toEqual([null, 1]);
    watch.asks({ type: 'acknowledge' }, 'c1');
    watch.expects('0h L1 > L2 by negative_sentiment', '1h acknowledged (Ann)');
    expect(watch.last).toEqual({ at: START + HOUR, ticketId: 'T-1', kind: 'acknowledged', seq: 1, by: 'Ann' });
    const { acknowledged, history, ...rest } = watch.ticket;
    expect(acknowledged).toEqual({ by: 'Ann', at: START + HOUR, seq: 1, until: START + 25 * HOUR });
    expect(history).toHaveLength(2);
    expect(rest).toEqual({ ...others, logged: 2, seenIds: ['e1', 'c1'] });
  });

  it('can be about a ticket that never climbed', () => {
    const watch = Watch.over();
    watch.asks({ type: 'acknowledge' });
    watch.expects('0h acknowledged (Ann)');
    expect(watch.ticket.acknowledged).toMatchObject({ seq: 0 });
  });

  it('does not stop the watch', () => {
    const watch = Watch.over().until('17h');
    watch.asks({ type: 'acknowledge' });
    watch.until('18h').expects('17h acknowledged (Ann)', '18h L1 > L2 by time_based');
  });
});

describe('unacknowledge', () => {
  it('ends an acknowledgement, and is logged with who asked', () => {
    const watch = Watch.over();
    watch.asks({ type: 'acknowledge' });
    expect(watch.asks({ type: 'unacknowledge' })).toBe('done');
    watch.expects('0h acknowledged (Ann)', '0h acknowledged no more (Ann)');
    expect(watch.last).toEqual({ at: START, ticketId: 'T-1', kind: 'unacknowledged', by: 'Ann' });
    expect(watch.ticket.acknowledged).toBeNull();
  });

  it('has what was held judged in the same instant', () => {
    const watch = Watch.over({ customerTier: 'enterprise' });
    watch.asks({ type: 'acknowledge' });
    watch.until('3h').expects('0h acknowledged (Ann)', '2h held vip_stuck until 24h (acknowledgement)');
    watch.asks({ type: 'unacknowledge' });
    watch.expects('3h acknowledged no more (Ann)', '3h L1 > manager by vip_stuck');
    expect(watch.ticket.held).toEqual([]);
  });

  it('under an id that was there ends no later acknowledgement', () => {
    const watch = Watch.over();
    watch.asks({ type: 'acknowledge' });
    watch.asks({ type: 'unacknowledge' }, 'back');
    watch.asks({ type: 'acknowledge' });
    const after = watch.ticket;
    expect(watch.asks({ type: 'unacknowledge' }, 'back')).toBe('repeat');
    expect(watch.unheard().ticket).toBe(after);
  });

  it.each<[string, (watch: Watch) => unknown]>([
    ['that nobody has acknowledged', () => undefined],
    ['whose acknowledgement has ended by itself', (watch) => watch.asks({ type: 'acknowledge' }) && watch.until('25h')],
    [
      'that has moved on since',
      (watch) => watch.asks({ type: 'acknowledge' }) && watch.asks({ type: 'escalate', to: 'manager' }),
    ],
    [
      'that was handed back before',
      (watch) => watch.asks({ type: 'acknowledge' }) && watch.asks({ type: 'unacknowledge' }),
    ],
  ])('of a ticket %s is refused', (_what, happens) => {
    const watch = Watch.over({ status: 'pending', slaHours: 1000 });
    happens(watch);
    const before = watch.unheard().ticket;
    expect(watch.asks({ type: 'unacknowledge' })).toEqual({ refused: 'ticket T-1 is not acknowledged' });
    expect(watch.ticket).toBe(before);
  });
});

describe('any command', () => {
  const commands = [{ type: 'acknowledge' as const }, { type: 'escalate' as const }, { type: 'de_escalate' as const }];

  it.each(commands)('$type is done once, however often it is sent', (command) => {
    const watch = Watch.over();
    watch.asks({ type: 'escalate' });
    expect(watch.asks(command, 'again')).toBe('done');
    const after = watch.ticket;
    expect(watch.asks(command, 'again')).toBe('repeat');
    expect(watch.ticket).toBe(after);
    expect(watch.decisions).toHaveLength(2);
    watch.expects('0h L1 > L2 by manual (Ann)', expect.stringContaining('(Ann)') as string);
  });

  it('is a repeat too when a fact had its id', () => {
    const watch = Watch.over().hears(change({ priority: 'high' }, { id: 'x' }));
    expect(watch.asks({ type: 'escalate' }, 'x')).toBe('repeat');
  });

  it.each([...commands, { type: 'unacknowledge' as const }])(
    '$type is refused for a closed ticket, which says how to go on',
    (command) => {
      const watch = Watch.over()
        .hears(change({ status: 'resolved' }))
        .expects('0h closed as resolved');
      const refused = 'ticket T-1 is resolved; set another status to reopen it first';
      expect(watch.asks(command)).toEqual({ refused });
    },
  );
});

describe('snooze', () => {
  const until = START + 6 * HOUR;

  it('is recorded with its end and who asked, and lasts until then', () => {
    const watch = Watch.over().until('1h');
    expect(watch.asks({ type: 'snooze', until })).toBe('done');
    watch.expects('1h snoozed until 6h (Ann)');
    expect(watch.ticket.snoozed).toEqual({ by: 'Ann', until });
    expect(viewTicket(watch.ticket, until - 1).snoozed).toEqual({ by: 'Ann', until: iso(until) });
    expect(viewTicket(watch.ticket, until).snoozed).toBeNull();
  });

  it('gives way to a second one', () => {
    const watch = Watch.over();
    watch.asks({ type: 'snooze', until });
    watch.asks({ type: 'snooze', until: START + HOUR });
    watch.expects('0h snoozed until 6h (Ann)', '0h snoozed until 1h (Ann)');
    expect(watch.ticket.snoozed).toEqual({ by: 'Ann', until: START + HOUR });
  });

  it('is ended by hand, and leaves nothing', () => {
    const watch = Watch.over();
    watch.asks({ type: 'snooze', until });
    expect(watch.asks({ type: 'unsnooze' })).toBe('done');
    watch.expects('0h snoozed until 6h (Ann)', '0h snoozed no more (Ann)');
    expect(watch.ticket.snoozed).toBeUndefined();
  });

  it.each<[string, Parameters<Watch['asks']>[0], string]>([
    [
      'until what is past',
      { type: 'snooze', until: START },
      '2026-01-05T09:00:00.000Z is past; snooze ticket T-1 until',
    ],
    ['that ends nothing', { type: 'unsnooze' }, 'ticket T-1 is not snoozed'],
  ])('%s is refused', (_what, asked, sentence) => {
    const watch = Watch.over();
    expect(watch.asks(asked)).toEqual({ refused: expect.stringContaining(sentence) });
    watch.expects();
  });
});
