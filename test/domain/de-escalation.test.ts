/** Coming down again: by a good score, by a confirmed resolution. */
import { describe, expect, it } from 'vitest';
import { change, confirmation, score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule, tiersTelling } from '../support/domain/policies.js';
import { START, Watch, type ToldTicket } from '../support/domain/watch.js';

/** Up to L2 at once, then to the manager by the breach at 6 h. */
const atTheTop = (ticket: ToldTicket = {}, policy = policyWith({})) =>
  Watch.over({ slaHours: 6, status: 'pending', ...ticket }, policy)
    .hears(score(-0.7))
    .until('3h')
    .hears({ fact: { type: 'agent_replied' } })
    .until('6h')
    .expects('0h L1 > L2 by negative_sentiment', '6h L2 > manager by sla_breached');

describe('a good score', () => {
  it('takes back the last step only, to the tier it came from', () => {
    const watch = atTheTop().until('7h').hears(score(0.05)).expects('7h manager > L2 for sentiment');
    expect(watch.snapshot).toMatchObject({
      tier: 'L2',
      assigneeGroup: 'tier2_support',
      priority: 'high',
      escalated: true,
      escalationReason: 'negative_sentiment',
      escalatedAt: START,
      seq: 3,
    });
    watch.hears(score(0.9)).expects('7h L2 > L1 for sentiment');
    expect(watch.snapshot).toMatchObject({
      tier: 'L1',
      assigneeGroup: 'tier1_support',
      priority: 'normal',
      escalated: false,
      escalationReason: null,
      escalatedAt: null,
      seq: 4,
    });
  });

  it('is used up by the first decision that sees it', () => {
    atTheTop()
      .until('7h')
      .hears(score(0.5))
      .expects('7h manager > L2 for sentiment')
      .sleepsUntil('8h')
      .looks()
      .expects();
  });

  it('is used up at the base tier too', () => {
    const watch = Watch.over().hears(score(0.5)).expects().until('18h').expects('18h L1 > L2 by time_based');
    expect(watch.ticket.sentiment).toMatchObject({ score: 0.5, used: true });
  });

  it('comes down before a rule of the same instant climbs', () => {
    const watch = Watch.over({ status: 'pending' }).until('20h').hears(score(-0.7)).sleepsUntil('24h');
    watch.hears(score(0.5), change({ priority: 'low' })).until('25h');
    watch.expects('20h L1 > L2 by negative_sentiment', '24h L2 > L1 for sentiment', '24h L1 > manager by sla_breached');
    expect(watch.last).toMatchObject({ seq: 3, priority: { from: 'low', to: 'high' } });
  });

  it('is one fact: two of an instant are one step, the later one counts', () => {
    atTheTop().hears(score(0.5), score(0.6)).expects('6h manager > L2 for sentiment');
    atTheTop().hears(score(0.5), score(-0.1)).expects();
  });

  it('takes back all where the policy says base, and nothing where it is silent', () => {
    const toBase = policyWith({ deEscalate: [{ when: { sentiment_at_least: 0.3 }, to: 'base' }] });
    atTheTop({}, toBase).hears(score(0.29)).expects().hears(score(0.3)).expects('6h manager > L1 for sentiment');
    atTheTop({}, policyWith({ deEscalate: [] }))
      .hears(score(1))
      .expects();
  });
});

describe('the cooldown', () => {
  it('neither holds a de-escalation nor ends with it', () => {
    const watch = Watch.over({ slaHours: 2, status: 'pending' }).until('1h').hears(score(-0.7));
    watch.hears(score(0.5)).until('2h');
    watch.expects('1h L1 > L2 by negative_sentiment', '1h L2 > L1 for sentiment', '2h held sla_breached until 5h');
    watch.until('5h').expects('5h L1 > manager by sla_breached');
  });
});

describe('a confirmed resolution', () => {
  it('takes back all steps in one transition, then resolves the ticket', () => {
    const watch = atTheTop().until('7h').hears(confirmation());
    watch.expects('7h manager > L1 for resolution', '7h closed as resolved').wakes('never');
    expect(watch.decisions.at(-2)).toEqual({
      at: START + 7 * HOUR,
      ticketId: 'T-1',
      seq: 3,
      kind: 'deescalated',
      reason: 'resolution',
      from: 'manager',
      to: 'L1',
      priority: { from: 'urgent', to: 'normal' },
      group: 'tier1_support',
      notify: ['slack:#escalations', 'email:managers@example.com'],
    });
    expect(watch.snapshot).toMatchObject({ status: 'resolved', tier: 'L1', escalated: false, seq: 3 });
  });

  it('returns to the tier at creation, which need not be the lowest', () => {
    const watch = atTheTop({ tier: 'L1' }).hears(confirmation());
    watch.expects('6h manager > L1 for resolution', '6h closed as resolved');
    const higher = Watch.over({ tier: 'L2', status: 'pending' }).until('24h').hears(confirmation());
    higher.expects('24h L2 > manager by sla_breached', '24h manager > L2 for resolution', '24h closed as resolved');
  });

  it('only closes a ticket that never climbed', () => {
    const watch = Watch.over().hears(confirmation()).expects('0h closed as resolved');
    expect(watch.alerts).toEqual([]);
  });

  it('closes where the policy takes nothing back, with the ticket where it stands', () => {
    const watch = atTheTop({}, policyWith({ deEscalate: [] }))
      .hears(confirmation())
      .expects('6h closed as resolved');
    expect(watch.snapshot).toMatchObject({ tier: 'manager', escalated: true });
  });

  it('comes before every rule, and before the good score, of its instant', () => {
    const watch = atTheTop().hears(confirmation(), score(0.8), change({ customerTier: 'enterprise' }));
    watch.expects('6h manager > L1 for resolution', '6h closed as resolved');
  });
});

describe('the targets told', () => {
  const rules = [rule('up', { sentiment_below: 0 }, 'next')];
  const told = (addresses: Record<string, string[]>) => {
    const watch = Watch.over({}, policyWith({ cooldown: 0, rules, tiers: tiersTelling(addresses) }));
    watch.hears(score(-0.1)).hears(score(-0.2)).hears(score(0.5));
    watch.expects('0h L1 > L2 by up', '0h L2 > L3 by up', '0h L3 > L2 for sentiment');
    return watch.last.kind === 'deescalated' && watch.last.notify;
  };

  it.each([
    [
      'those who give it up, then those who get it',
      { L2: ['#l2'], L3: ['#l3', 'l3@x.org'] },
      ['slack:#l3', 'email:l3@x.org', 'slack:#l2'],
    ],
    ['each once', { L2: ['#all', '#l2'], L3: ['#l3', '#all'] }, ['slack:#l3', 'slack:#all', 'slack:#l2']],
    ['nobody of a tier without targets', { L1: ['#l1'], L3: ['#l3'] }, ['slack:#l3']],
  ])('are %s', (_title, addresses, notify) => {
    expect(told(addresses as Record<string, string[]>)).toEqual(notify);
  });
});
