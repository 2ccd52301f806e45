/** Resolved, closed: the end of the watch. */
import { describe, expect, it } from 'vitest';
import { agentReply, change, confirmation, customerReply, score, type Telling } from '../support/domain/facts.js';
import { viewTicket } from '../../src/domain/ticket/view.js';
import { START, Watch } from '../support/domain/watch.js';

const resolved = change({ status: 'resolved' });
const reopen = change({ status: 'open' });

describe('an agent who resolves the ticket', () => {
  it.each(['resolved', 'closed'])('as %s ends the watch and leaves it with those who solved it', (status) => {
    const watch = Watch.over().hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment');
    const { alerts } = watch;
    const told = alerts.length;
    watch.until('1h').hears(change({ status })).expects(`1h closed as ${status}`).wakes('never').until('48h').expects();
    expect(watch.snapshot).toMatchObject({
      status,
      tier: 'L2',
      assigneeGroup: 'tier2_support',
      escalated: true,
      seq: 1,
    });
    expect(alerts).toHaveLength(told);
    expect(watch.ticket.closed).toBe(true);
  });

  it('is heard before every rule of the instant', () => {
    const watch = Watch.over()
      .sleepsUntil('24h')
      .hears(change({ status: 'pending' }), resolved);
    watch.expects('24h closed as resolved');
  });

  it('does not take a step back for the good score of the instant, which is used up all the same', () => {
    const watch = Watch.over().hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment').until('1h');
    watch.hears(score(0.9), resolved).expects('1h closed as resolved').hears(reopen).expects('1h reopened as open');
    expect(watch.ticket.tier).toBe('L2');
  });
});

describe('facts of one instant', () => {
  it('that follow the closing status still count', () => {
    const watch = Watch.over().hears(
      customerReply(),
      resolved,
      customerReply(),
      score(-0.3),
      change({ priority: 'low' }),
    );
    watch.expects('0h closed as resolved');
    expect(watch.snapshot).toMatchObject({ customerReplyCount: 2, sentimentScore: -0.3, priority: 'low' });
  });

  it('close nothing when the status is open again at their end', () => {
    const watch = Watch.over().until('1h').hears(resolved, reopen).expects();
    expect(watch.ticket.closed).toBe(false);
    watch.until('18h').expects('18h L1 > L2 by time_based');
  });

  it.each<[title: string, facts: Telling[]]>([
    ['first', [confirmation(), reopen]],
    ['last', [change({ status: 'pending' }), reopen, confirmation()]],
    ['before a closing status', [confirmation(), change({ status: 'closed' })]],
    ['after a closing status', [change({ status: 'closed' }), confirmation()]],
    ['between closing and opening', [change({ status: 'closed' }), confirmation(), reopen]],
  ])('resolve the ticket when a confirmation is among them: %s', (_title, facts) => {
    const watch = Watch.over()
      .hears(score(-0.7))
      .hears(...facts);
    watch.expects('0h L1 > L2 by negative_sentiment', '0h L2 > L1 for resolution', '0h closed as resolved');
  });
});

describe('a closed ticket', () => {
  const closed = () => Watch.over().until('1h').hears(resolved).expects('1h closed as resolved').until('2h');

  it.each<[event: string, telling: Telling]>([
    ['customer_replied', customerReply({ id: 'x' })],
    ['agent_replied', agentReply({ id: 'x' })],
    ['sentiment_scored', score(-0.9, { id: 'x' })],
    ['resolution_confirmed', confirmation({ id: 'x' })],
    ['ticket_changed', change({ priority: 'urgent' }, { id: 'x' })],
    ['ticket_changed', change({ status: 'closed' }, { id: 'x' })],
    ['ticket_changed', change({ status: 'resolved' }, { id: 'x' })],
    ['ticket_changed', change({ status: 'open' }, { id: 'x', at: '59m' })],
  ])('ignores %s %o: its sender is told, nothing changes', (event, telling) => {
    const watch = closed();
    const { history, logged, ...before } = watch.ticket;
    watch.hears(telling).expects(`2h ignored ${event}`).wakes('never');
    expect(watch.ticket).toEqual({ ...before, logged: logged + 1, history: [...history, watch.last] });
  });

  it('tells the sender of a repeat the same again, but drops what it heard before it was closed', () => {
    const watch = Watch.over()
      .hears(customerReply({ id: 'heard' }), resolved)
      .expects('0h closed as resolved');
    watch.hears(customerReply({ id: 'late' })).hears(customerReply({ id: 'late' }));
    watch.expects('0h ignored customer_replied', '0h ignored customer_replied');
    const before = watch.ticket;
    expect(watch.hears(customerReply({ id: 'heard' })).expects().ticket).toBe(before);
  });

  it('from the start is closed at once, and nobody is paged', () => {
    const watch = Watch.over({ status: 'closed', createdAt: '-30h', customerReplyCount: 9 });
    watch.expects('0h closed as closed').wakes('never');
    expect(watch.snapshot).toMatchObject({ escalated: false, seq: 0 });
  });
});

describe('a confirmation that comes late', () => {
  it('does not overwrite a newer status', () => {
    const watch = Watch.over()
      .until('2h')
      .hears(change({ status: 'pending' }))
      .until('3h');
    watch.hears(confirmation({ at: '1h' })).expects();
    expect(watch.ticket.status).toBe('pending');
  });

  it('counts when no status was told since', () => {
    Watch.over()
      .until('3h')
      .hears(confirmation({ at: '1h' }))
      .expects('3h closed as resolved');
  });
});

it('a closed ticket holds no rule in the eyes of those who look', () => {
  const watch = Watch.over().hears(score(-0.7)).expects('0h L1 > L2 by negative_sentiment');
  watch.until('1h').hears(customerReply(), customerReply(), customerReply());
  expect(viewTicket({ ...watch.ticket, held: [{ rule: 'x', since: 0, until: 1 }] }, START).held).toHaveLength(1);
  expect(viewTicket({ ...watch.ticket, held: [{ rule: 'x', since: 0, until: 1 }], closed: true }, START).held).toEqual(
    [],
  );
});
