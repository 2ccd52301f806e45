/** Facts: what counts as activity, and that they may come twice, late or out of order. */
import { describe, expect, it } from 'vitest';
import { SEEN_IDS } from '../../src/domain/ticket/ticket.js';
import { agentReply, change, confirmation, customerReply, score, type Telling } from '../support/domain/facts.js';
import { HOUR } from '../support/domain/policies.js';
import { span } from '../support/domain/spans.js';
import { START, Watch } from '../support/domain/watch.js';

describe('the idle spell', () => {
  it.each<[what: string, telling: Telling, ends: boolean]>([
    ['a reply of the customer', customerReply(), true],
    ['a reply of an agent', agentReply(), true],
    ['a change of status', change({ status: 'pending' }), true],
    ['a change of priority', change({ priority: 'high' }), true],
    ['a change of assignee', change({ assigneeGroup: 'night_shift' }), true],
    ['a score', score(-0.1), false],
    ['a change of customer tier', change({ customerTier: 'business' }), false],
    ['a change of the SLA', change({ slaHours: 12 }), false],
    ['the status it has', change({ status: 'open' }), false],
    ['the priority it has', change({ priority: 'normal' }), false],
    ['the assignee it has', change({ assigneeGroup: 'tier1_support' }), false],
  ])('and %s', (_what, telling, ends) => {
    const watch = Watch.over().until('1h').hears(telling).expects();
    expect(watch.snapshot.lastActivityAt).toBe(ends ? START + HOUR : START);
  });

  it('ends at the time of the event, not of its arrival', () => {
    const watch = Watch.over()
      .until('3h')
      .hears(agentReply({ at: '1h' }));
    expect(watch.snapshot.lastActivityAt).toBe(START + HOUR);
    watch.hears(customerReply({ at: '0h' }));
    expect(watch.snapshot.lastActivityAt).toBe(START + HOUR);
  });

  it('takes an event of the future as one of now', () => {
    const watch = Watch.over()
      .until('1h')
      .hears(agentReply({ at: '9h' }));
    expect(watch.snapshot.lastActivityAt).toBe(START + HOUR);
  });
});

describe('a fact about a field', () => {
  const fields = [
    { field: 'status', older: 'pending', newer: 'waiting' },
    { field: 'priority', older: 'high', newer: 'urgent' },
    { field: 'customerTier', older: 'business', newer: 'enterprise' },
    { field: 'slaHours', older: 36, newer: 48 },
    { field: 'assigneeGroup', older: 'day_shift', newer: 'night_shift' },
  ] as const;

  describe.each(fields)('$field', ({ field, older, newer }) => {
    const value = (...tellings: Telling[]) =>
      Watch.over()
        .until('1h30m')
        .hears(...tellings)
        .expects().ticket[field];

    it('that is older never overwrites a newer one', () => {
      expect(value(change({ [field]: newer }, { at: '1h' }), change({ [field]: older }, { at: '0.999s' }))).toBe(newer);
      expect(value(change({ [field]: older }, { at: '0.999s' }), change({ [field]: newer }, { at: '1h' }))).toBe(newer);
    });

    it('replaces what the ticket was opened with, whatever its age', () => {
      expect(value(change({ [field]: older }, { at: '-1h' }))).toBe(older);
    });

    it('that is older than what the ticket was opened with is no news, where the opening says since when it is so', () => {
      const watch = Watch.over({ asOf: START }).until('1h');
      expect(watch.hears(change({ [field]: older }, { at: '-0.001s' })).ticket[field]).not.toBe(older);
      expect(watch.hears(change({ [field]: older }, { at: '0h' })).ticket[field]).toBe(older);
      watch.unheard();
    });

    it('on a whole second is as new as anything of that second', () => {
      expect(value(change({ [field]: newer }, { at: '1.4s' }), change({ [field]: older }, { at: '1s' }))).toBe(older);
      expect(value(change({ [field]: newer }, { at: '2s' }), change({ [field]: older }, { at: '1s' }))).toBe(newer);
    });

    it('of the same instant counts as told: the last one stays', () => {
      expect(value(change({ [field]: older }), change({ [field]: newer }))).toBe(newer);
      expect(value(change({ [field]: newer }), change({ [field]: older }))).toBe(older);
    });

    it('is newer news even when it only confirms the value', () => {
      const same = Watch.over().ticket[field];
      expect(value(change({ [field]: same }, { at: '1h' }), change({ [field]: older }, { at: '30m' }))).toBe(same);
    });

    it('says nothing about the other fields', () => {
      const others = fields.filter((other) => other.field !== field);
      const watch = Watch.over()
        .until('1h')
        .hears(change({ [field]: newer }));
      watch.hears(...others.map((other) => change({ [other.field]: other.older }, { at: '30m' }))).expects();
      for (const other of others) expect(watch.ticket[other.field]).toBe(other.older);
    });
  });
});

describe('a score', () => {
  it('that is older never overwrites a newer one, of the same instant the last one stays', () => {
    const watch = Watch.over()
      .until('1h')
      .hears(score(-0.1), score(-0.9, { at: '59m' }))
      .expects();
    expect(watch.snapshot.sentimentScore).toBe(-0.1);
    watch.hears(score(-0.2));
    expect(watch.snapshot.sentimentScore).toBe(-0.2);
  });

  it('that is good but out of date takes no step back', () => {
    const watch = Watch.over()
      .until('1h')
      .hears(score(-0.7))
      .hears(score(0.9, { at: '30m' }));
    watch.expects('1h L1 > L2 by negative_sentiment');
  });
});

describe('a reply', () => {
  it('counts however late it is told', () => {
    const watch = Watch.over()
      .until('5h')
      .hears(customerReply({ at: '3h' }), customerReply({ at: '1h' }));
    watch.hears(customerReply({ at: '-2h' })).expects('5h L1 > L2 by multiple_replies_no_resolution');
  });

  it.each<[title: string, reply: Telling, stalls: boolean]>([
    ['applied after the climb ends the stall, also if it was written before', agentReply({ at: '0h' }), false],
    ['of the customer does not', customerReply(), true],
  ])('%s', (_title, reply, stalls) => {
    const watch = Watch.over().until('1h').hears(score(-0.7)).hears(reply).until('6h');
    watch.expects('1h L1 > L2 by negative_sentiment', ...(stalls ? ['5h L2 > L3 by stalled_at_l2'] : []));
  });

  it('applied before the climb of the same instant does not end the stall', () => {
    const watch = Watch.over().until('1h').hears(score(-0.7), agentReply()).until('5h');
    watch.expects('1h L1 > L2 by negative_sentiment', '5h L2 > L3 by stalled_at_l2');
  });
});

describe('a repeat', () => {
  it.each<[what: string, telling: Telling]>([
    ['a reply', customerReply({ id: 'x' })],
    ['an agent’s reply', agentReply({ id: 'x' })],
    ['a score', score(0.9, { id: 'x' })],
    ['a change', change({ priority: 'low' }, { id: 'x' })],
    ['a confirmation', confirmation({ id: 'x' })],
  ])('of %s is dropped without a trace', (_what, telling) => {
    const watch = Watch.over()
      .until('1h')
      .hears(change({ priority: 'high' }, { id: 'x' }));
    const before = watch.ticket;
    expect(watch.hears(telling).expects().ticket).toBe(before);
  });

  it(`is known by its id among the last ${SEEN_IDS}, and no longer`, () => {
    expect(SEEN_IDS).toBe(500);
    const watch = Watch.over({}).hears(agentReply({ id: 'first' }));
    for (let i = 1; i < 500; i++) watch.hears(agentReply());
    const before = watch.ticket;
    expect(watch.hears(customerReply({ id: 'first' })).ticket).toBe(before);
    watch
      .hears(agentReply())
      .hears(customerReply({ id: 'first' }))
      .expects();
    expect(watch.ticket.customerReplyCount).toBe(1);
    expect(watch.ticket.seenIds).toHaveLength(500);
  });

  it('is dropped for a closed and for a reopened ticket too', () => {
    const watch = Watch.over()
      .hears(customerReply({ id: 'x' }), change({ status: 'closed' }))
      .hears(customerReply({ id: 'x' }));
    watch
      .expects('0h closed as closed')
      .until('1h')
      .hears(change({ status: 'open' }))
      .hears(customerReply({ id: 'x' }));
    watch.expects('1h reopened as open');
    expect(watch.ticket.customerReplyCount).toBe(1);
  });
});

describe('a confirmation', () => {
  it('that is told late still resolves; only a status from after the decision reopens', () => {
    const watch = Watch.over()
      .until('5h')
      .hears(confirmation({ at: '2h' }))
      .expects('5h closed as resolved');
    watch.hears(change({ status: 'open' }, { at: '1h' })).expects('5h ignored ticket_changed');
    watch.hears(change({ status: 'open' }, { at: '3h' })).expects('5h ignored ticket_changed');
    watch
      .until('6h')
      .hears(change({ status: 'open' }, { at: '5h' }))
      .expects('6h reopened as open');
    expect(watch.ticket.factAt.status).toBe(START + span('5h'));
  });
});
