/** When `slaHours` changes, its marks get new deadlines; what was consumed stays so if the new deadline has passed too. */
import { describe, expect, it } from 'vitest';
import type { When } from '../../src/domain/rules/policy.js';
import { agentReply, change, customerReply, score } from '../support/domain/facts.js';
import { HOUR, policyWith, rule } from '../support/domain/policies.js';
import { START, Watch } from '../support/domain/watch.js';

describe('a mark that has not come yet', () => {
  it('moves away with a longer SLA', () => {
    const watch = Watch.over()
      .until('10h')
      .hears(change({ slaHours: 48 }))
      .wakes('36h');
    watch.until('36h').expects('36h L1 > L2 by time_based');
    expect(watch.snapshot.slaDueAt).toBe(START + 48 * HOUR);
  });

  it('comes nearer with a shorter one', () => {
    Watch.over()
      .until('10h')
      .hears(change({ slaHours: 16 }))
      .wakes('12h')
      .until('12h')
      .expects('12h L1 > L2 by time_based');
  });

  it('is there at once when the shorter one is used up already', () => {
    const watch = Watch.over()
      .until('10h')
      .hears(change({ slaHours: 8 }));
    watch.expects('10h L1 > manager by sla_breached').until('48h').expects();
    expect(watch.snapshot.slaBreachedAt).toBe(START + 8 * HOUR);
  });
});

describe('a mark that fired, on a ticket that has come down since', () => {
  const backAtL1 = () => {
    const watch = Watch.over().until('19h').hears(score(0.5)).until('23h');
    return watch.expects('18h L1 > L2 by time_based', '19h L2 > L1 for sentiment');
  };

  it.each<[title: string, slaHours: number, lines: string[]]>([
    ['stays consumed when the new deadline has passed too', 26, ['26h L1 > manager by sla_breached']],
    ['stays consumed when the new deadline is this instant', 92 / 3, ['30h40m L1 > manager by sla_breached']],
    ['comes again when the new deadline is ahead', 40, ['30h L1 > L2 by time_based', '34h L2 > L3 by stalled_at_l2']],
  ])('%s', (_title, slaHours, lines) => {
    backAtL1()
      .hears(change({ slaHours }))
      .until('34h')
      .expects(...lines);
  });

  it('comes again one millisecond later when that is how far the new deadline is ahead', () => {
    const watch = backAtL1()
      .hears(change({ slaHours: (23 * HOUR + 1) / 0.75 / HOUR }))
      .wakes('23h0.001s');
    watch.until('24h').expects('23h0.001s L1 > L2 by time_based');
  });

  it('stays consumed when the SLA goes there and back', () => {
    const watch = backAtL1()
      .hears(change({ slaHours: 40 }))
      .until('23h30m')
      .hears(change({ slaHours: 24 }));
    watch.until('24h').expects('24h L1 > manager by sla_breached');
  });

  it('stays consumed through several changes that have all passed', () => {
    const watch = backAtL1()
      .hears(change({ slaHours: 26 }))
      .hears(change({ slaHours: 28 }));
    watch
      .until('27h')
      .hears(change({ slaHours: 36 }))
      .expects()
      .until('36h')
      .expects('36h L1 > manager by sla_breached');
  });
});

describe('a held breach', () => {
  it('is let go when the SLA is extended, which takes the breach back', () => {
    const watch = Watch.over({ slaHours: 6, status: 'pending' }).until('5h').hears(score(-0.7)).until('6h');
    watch.expects('5h L1 > L2 by negative_sentiment', '6h held sla_breached until 9h').until('7h');
    watch
      .hears(change({ slaHours: 12 }), agentReply())
      .until('11h')
      .expects();
    expect(watch.held).toEqual([]);
    expect(watch.snapshot.slaBreachedAt).toBeNull();
    watch.until('12h').expects('12h L2 > manager by sla_breached');
    expect(watch.snapshot.slaBreachedAt).toBe(START + 12 * HOUR);
  });
});

describe('a rule of several predicates', () => {
  /** Half of the SLA, with something else; fired at 12 h and came down at 13 h. */
  const firedOnce = (when: When) => {
    const policy = policyWith({ cooldown: 0, rules: [rule('half', when, 'L2')] });
    const watch = Watch.over({ customerReplyCount: 1 }, policy).until('13h').hears(score(0.5));
    return watch.expects('12h L1 > L2 by half', '13h L2 > L1 for sentiment');
  };

  it.each<[title: string, when: When]>([
    ['sla_used first', { sla_used: 50, idle: HOUR }],
    ['sla_used last', { idle: HOUR, sla_used: 50 }],
    ['sla_used after one without instances', { status: ['open'], idle: HOUR, sla_used: 50 }],
    ['sla_used in the middle', { idle: HOUR, tier: ['L1'], sla_used: 50, customer_replies: 1 }],
  ])('stays consumed for the rest of its tuple: %s', (_title, when) => {
    const watch = firedOnce(when)
      .hears(change({ slaHours: 25 }))
      .until('20h')
      .expects();
    watch.hears(customerReply()).until('22h').expects('21h L1 > L2 by half');
  });

  it('does not take the same number in another place for its deadline', () => {
    const policy = policyWith({ cooldown: 0, rules: [rule('half', { idle: HOUR, sla_used: 50 }, 'L2')] });
    const watch = Watch.over({}, policy);
    watch.sleepsUntil('12h').hears(agentReply()).until('14h').hears(score(0.5));
    watch.expects('13h L1 > L2 by half', '14h L2 > L1 for sentiment');
    watch
      .hears(change({ slaHours: 20 }))
      .until('40h')
      .expects();
  });
});
