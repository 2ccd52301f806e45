/** A status that is not closing begins the watch again, where it ended. */
import { describe, expect, it } from 'vitest';
import { change, confirmation, customerReply, score } from '../support/domain/facts.js';
import { span } from '../support/domain/spans.js';
import { START, Watch, type ToldTicket } from '../support/domain/watch.js';

const resolved = change({ status: 'resolved' });
const reopen = change({ status: 'open' });

/** At L2 since 0 h, closed at 1 h. */
const closedAtL2 = (ticket: ToldTicket = {}) =>
  Watch.over(ticket)
    .hears(score(-0.7))
    .until('1h')
    .hears(resolved)
    .expects('0h L1 > L2 by negative_sentiment', '1h closed as resolved');

describe('a reopened ticket', () => {
  it('is watched again', () => {
    const watch = Watch.over().hears(resolved).until('2h').hears(reopen).wakes('18h');
    watch.until('18h').expects('0h closed as resolved', '2h reopened as open', '18h L1 > L2 by time_based');
  });

  it.each(['open', 'pending', 'on-hold'])('may have any status that is not closing: %s', (status) => {
    const watch = closedAtL2().until('2h').hears(change({ status })).expects(`2h reopened as ${status}`);
    expect(watch.snapshot).toMatchObject({ status, lastActivityAt: START + span('2h') });
  });

  it('takes over what else the fact says', () => {
    const watch = closedAtL2()
      .until('2h')
      .hears(change({ status: 'open', priority: 'urgent', assigneeGroup: 'night' }));
    watch.expects('2h reopened as open');
    expect(watch.snapshot).toMatchObject({ priority: 'urgent', assigneeGroup: 'night' });
  });

  it('goes on with tier, steps, numbers and counts', () => {
    const watch = closedAtL2({ customerReplyCount: 2 }).until('2h').hears(reopen).expects('2h reopened as open');
    expect(watch.snapshot).toMatchObject({
      tier: 'L2',
      seq: 1,
      customerReplyCount: 2,
      cooldownUntil: START + span('4h'),
    });
    watch.hears(score(0.5)).expects('2h L2 > L1 for sentiment').hears(customerReply());
    watch.expects('2h held multiple_replies_no_resolution until 4h').until('4h');
    watch.expects('4h L1 > L2 by multiple_replies_no_resolution');
    expect(watch.logIds).toEqual(['T-1:1', 'T-1:closed:2', 'T-1:reopened:3', 'T-1:2', 'T-1:held:5', 'T-1:3']);
  });

  it('goes on with its cooldown and its held rules, which are not logged again', () => {
    const watch = Watch.over({ customerTier: 'enterprise' }).hears(score(-0.7)).until('2h');
    watch.expects('0h L1 > L2 by negative_sentiment', '2h held vip_stuck until 4h').hears(change({ slaHours: 2.5 }));
    watch.until('3h').expects('2h30m held sla_breached until 4h').hears(resolved).hears(reopen);
    watch.expects('3h closed as resolved', '3h reopened as open').wakes('4h');
    expect(watch.held).toEqual(['sla_breached until 4h']);
    watch.until('4h').expects('4h L2 > manager by sla_breached');
  });

  it('goes on with what was consumed', () => {
    const watch = closedAtL2().until('2h').hears(confirmation()).hears(reopen);
    watch.expects('2h ignored resolution_confirmed', '2h reopened as open').hears(score(0.5)).hears(score(-0.6));
    watch.expects('2h L2 > L1 for sentiment').until('17h').expects();
  });

  it('is decided like any other when marks have passed meanwhile', () => {
    const watch = closedAtL2().until('30h').expects();
    expect(watch.snapshot.slaBreachedAt).toBeNull();
    watch.hears(reopen).expects('30h reopened as open', '30h L2 > manager by sla_breached');
    expect(watch.snapshot.slaBreachedAt).toBe(START + span('24h'));
  });

  it('can be resolved and reopened again and again', () => {
    const watch = closedAtL2().until('2h').hears(reopen).hears(confirmation()).until('3h').hears(reopen);
    watch.expects('2h reopened as open', '2h L2 > L1 for resolution', '2h closed as resolved', '3h reopened as open');
    expect(watch.snapshot).toMatchObject({ tier: 'L1', escalated: false, seq: 2, status: 'open' });
    watch
      .hears(score(-0.9))
      .until('4h')
      .expects('3h held negative_sentiment until 4h', '4h L1 > L2 by negative_sentiment');
  });

  it('closed again in the same instant is heard as both', () => {
    closedAtL2().hears(reopen, resolved).expects('1h reopened as open', '1h closed as resolved');
  });
});
