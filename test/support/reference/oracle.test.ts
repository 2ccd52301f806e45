/** The oracle held against small timelines whose lines were worked out by hand from the design. */
import { describe, expect, it } from 'vitest';
import { referenceDecisions } from './oracle.js';
import { defaultPolicy } from './random-plain-policy.js';
import { randomScenario } from './scenarios.js';
import type { WrittenLine, WrittenPolicy } from './written.js';

const L2_TARGETS = ['slack:#tier2-queue', 'email:tier2@example.com'];
const L3_TARGETS = ['slack:#tier3-queue', 'email:tier3@example.com'];
const MANAGER_TARGETS = ['slack:#escalations', 'email:managers@example.com'];

type Fields = Record<string, unknown>;

/** `'5 10:00'` is 10:00 on the fifth of January; seconds and milliseconds may follow. */
const time = (short: string): string => {
  const [day, clock] = short.split(' ') as [string, string];
  return new Date(`2026-01-${day.padStart(2, '0')}T${clock.length === 5 ? `${clock}:00` : clock}Z`).toISOString();
};

const created = (at = '5 09:00', ticket: Fields = {}, ticketId = 'T-1'): Fields => ({
  at: time(at),
  ticketId,
  type: 'created',
  ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24, ...ticket },
});
const fact = (at: string, type: string, more: Fields = {}): Fields => ({
  at: time(at),
  ticketId: 'T-1',
  type,
  ...more,
});
const reply = (at: string, more: Fields = {}): Fields => fact(at, 'customer_replied', more);
const agent = (at: string): Fields => fact(at, 'agent_replied');
const score = (at: string, value: number): Fields => fact(at, 'sentiment_scored', { score: value });
const change = (at: string, fields: Fields): Fields => fact(at, 'ticket_changed', fields);
const confirm = (at: string): Fields => fact(at, 'resolution_confirmed');
const end = (at: string): Fields => ({ at: time(at), type: 'end' });

const line = (at: string, kind: string, more: Fields, ticketId = 'T-1'): Fields => ({
  at: time(at),
  ticketId,
  kind,
  ...more,
});
const closed = (at: string, status: string): Fields => line(at, 'closed', { status });
const reopened = (at: string, status = 'open'): Fields => line(at, 'reopened', { status });
const ignored = (at: string, event: string): Fields => line(at, 'ignored', { event });
const held = (at: string, rule: string, until: string): Fields => line(at, 'held', { rule, until: time(until) });

/** `'normal>high'` */
const priority = (text: string): Fields => {
  const [from, to] = text.split('>');
  return { from, to };
};

/** The step to L2 by a score, as the default policy takes it. */
const toL2 = (at: string, seq: number, rule: string, priorities = 'normal>high', candidates = [rule]): Fields =>
  line(at, 'escalated', {
    seq,
    rule,
    from: 'L1',
    to: 'L2',
    priority: priority(priorities),
    group: 'tier2_support',
    candidates,
    notify: L2_TARGETS,
  });
const toManager = (
  at: string,
  seq: number,
  rule: string,
  from: string,
  priorities: string,
  candidates = [rule],
): Fields =>
  line(at, 'escalated', {
    seq,
    rule,
    from,
    to: 'manager',
    priority: priority(priorities),
    group: 'support_managers',
    candidates,
    notify: MANAGER_TARGETS,
  });
const backToL1 = (at: string, seq: number, more: Fields = {}): Fields =>
  line(at, 'deescalated', {
    seq,
    reason: 'sentiment',
    from: 'L2',
    to: 'L1',
    priority: priority('high>normal'),
    group: 'tier1_support',
    notify: L2_TARGETS,
    ...more,
  });

const lines = (fields: Fields[]): WrittenLine[] => fields as unknown as WrittenLine[];

const says = (timeline: Fields[], expected: Fields[], policy: WrittenPolicy = defaultPolicy()): void => {
  expect(referenceDecisions(lines(timeline), policy)).toEqual(expected);
};

/** Three rungs, no clocks but those that the rules bring. */
const smallPolicy = (rules: WrittenPolicy['rules'], more: Partial<WrittenPolicy> = {}): WrittenPolicy => ({
  version: 1,
  tiers: [
    { name: 'A', group: 'ga' },
    { name: 'B', group: 'gb', notify: [{ slack: '#all' }, { slack: '#b' }] },
    { name: 'C', group: 'gc', notify: [{ email: 'c@example.com' }, { slack: '#all' }] },
  ],
  priorities: ['low', 'normal', 'high'],
  cooldown: '1h',
  rules,
  de_escalate: [
    { when: { resolution_confirmed: true }, to: 'base' },
    { when: { sentiment_at_least: 0.05 }, to: 'previous' },
  ],
  ...more,
});

describe('the clock', () => {
  it('climbs the whole ladder when nobody does anything', () => {
    says(
      [created()],
      [
        toL2('6 03:00', 1, 'time_based'),
        // 4 h old, and the cooldown ends at the same instant
        line('6 07:00', 'escalated', {
          seq: 2,
          rule: 'stalled_at_l2',
          from: 'L2',
          to: 'L3',
          priority: priority('high>urgent'),
          group: 'tier3_support',
          candidates: ['stalled_at_l2'],
          notify: L3_TARGETS,
        }),
        held('6 09:00', 'sla_breached', '6 11:00'),
        toManager('6 11:00', 3, 'sla_breached', 'L3', 'urgent>urgent'),
      ],
    );
  });

  it('writes a line as the design shows it', () => {
    const [first] = referenceDecisions(lines([created(), end('6 03:00')]), defaultPolicy());
    expect(JSON.stringify(first)).toBe(
      '{"at":"2026-01-06T03:00:00.000Z","ticketId":"T-1","seq":1,"kind":"escalated","rule":"time_based","from":"L1","to":"L2","priority":{"from":"normal","to":"high"},"group":"tier2_support","candidates":["time_based"],"notify":["slack:#tier2-queue","email:tier2@example.com"]}',
    );
  });

  it('stops at the end, that instant included', () => {
    says([created(), end('6 03:00')], [toL2('6 03:00', 1, 'time_based')]);
    says([created(), end('6 02:59:59.999')], []);
    // a fact of that instant that stands behind the end in the file counts too
    says([created(), end('5 10:00'), score('5 10:00', -0.7)], [toL2('5 10:00', 1, 'negative_sentiment')]);
    says([created(), end('5 10:00'), score('5 10:00:00.001', -0.7)], []);
  });

  it('lets a fact at the very mark come before the mark', () => {
    const vip = created('5 09:00', { customerTier: 'enterprise' });
    says([vip, reply('5 11:00'), end('5 13:00')], [toManager('5 13:00', 1, 'vip_stuck', 'L1', 'normal>urgent')]);
    says([vip, reply('5 11:00:00.001'), end('5 13:00')], [toManager('5 11:00', 1, 'vip_stuck', 'L1', 'normal>urgent')]);
  });

  it('counts as activity what a person did, and only where it changed something', () => {
    const vip = created('5 09:00', { customerTier: 'enterprise' });
    const fires = (at: string): Fields[] => [toManager(at, 1, 'vip_stuck', 'L1', 'normal>urgent')];
    says([vip, change('5 10:00', { assigneeGroup: 'billing' }), end('5 20:00')], fires('5 12:00'));
    says([vip, agent('5 10:00'), end('5 20:00')], fires('5 12:00'));
    says([vip, change('5 10:00', { priority: 'normal', status: 'open' }), end('5 20:00')], fires('5 11:00'));
    says([vip, change('5 10:00', { slaHours: 48 }), score('5 10:30', -0.1), end('5 20:00')], fires('5 11:00'));
    says(
      [created(), change('5 18:00', { customerTier: 'enterprise' }), end('5 20:00')],
      [toManager('5 18:00', 1, 'vip_stuck', 'L1', 'normal>urgent')],
    );
  });
});

describe('escalation', () => {
  it('takes one winner of a late start, and is satisfied with the rest', () => {
    says(
      [created('5 09:00', { createdAt: time('2 09:00'), customerTier: 'enterprise', priority: 'low' })],
      [toManager('5 09:00', 1, 'vip_stuck', 'L1', 'low>high', ['time_based', 'vip_stuck', 'sla_breached'])],
    );
  });

  const pair = (bypass: boolean): WrittenPolicy['rules'] => [
    { name: 'low_target', when: { customer_replies: 1 }, to: 'B', bump: 2 },
    { name: 'high_target', when: { sentiment_below: 0 }, to: 'C', bump: 1, bypass_cooldown: bypass },
  ];
  const low = (candidates: string[]): Fields =>
    line('5 10:00', 'escalated', {
      seq: 1,
      rule: 'low_target',
      from: 'A',
      to: 'B',
      priority: priority('low>high'),
      group: 'gb',
      candidates,
      notify: ['slack:#all', 'slack:#b'],
    });
  const high = (at: string): Fields =>
    line(at, 'escalated', {
      seq: 2,
      rule: 'high_target',
      from: 'B',
      to: 'C',
      priority: priority('high>high'),
      group: 'gc',
      candidates: ['high_target'],
      notify: ['email:c@example.com', 'slack:#all'],
    });
  const start = [created('5 09:00', { priority: 'low' }), reply('5 10:00'), score('5 10:00', -0.1)];

  it('holds the candidate that the cooldown of the winner stops, and fires it when that ends', () => {
    says(
      start,
      [low(['low_target', 'high_target']), held('5 10:00', 'high_target', '5 11:00'), high('5 11:00')],
      smallPolicy(pair(false)),
    );
  });

  it('goes on at the same instant without a cooldown, or past it', () => {
    const both = ['low_target', 'high_target'];
    says(start, [low(both), high('5 10:00')], smallPolicy(pair(false), { cooldown: '0s' }));
    says(start, [low(both), high('5 10:00')], smallPolicy(pair(true)));
  });

  it('prefers the higher target, then the order of the policy; `next` is one rung up, and satisfied at the top', () => {
    const rules: WrittenPolicy['rules'] = [
      { name: 'first', when: { customer_replies: 1 }, to: 'B', bump: 1 },
      { name: 'second', when: { customer_replies: 1 }, to: 'C', bump: 1 },
      { name: 'third', when: { customer_replies: 1 }, to: 'C', bump: 1 },
      { name: 'climb', when: { customer_replies: 2 }, to: 'next', bump: 0 },
    ];
    says(
      [created(), reply('5 10:00'), reply('5 12:00'), score('5 13:00', 0.5), reply('5 14:00')],
      [
        line('5 10:00', 'escalated', {
          seq: 1,
          rule: 'second',
          from: 'A',
          to: 'C',
          priority: priority('normal>high'),
          group: 'gc',
          candidates: ['first', 'second', 'third'],
          notify: ['email:c@example.com', 'slack:#all'],
        }),
        // the second reply came at C: `climb` is satisfied, and so are the other three
        line('5 13:00', 'deescalated', {
          seq: 2,
          reason: 'sentiment',
          from: 'C',
          to: 'A',
          priority: priority('high>normal'),
          group: 'ga',
          notify: ['email:c@example.com', 'slack:#all'],
        }),
        // the third reply: floor(3 / 2) is still the 1 that is consumed, but the others have a new instance
        line('5 14:00', 'escalated', {
          seq: 3,
          rule: 'second',
          from: 'A',
          to: 'C',
          priority: priority('normal>high'),
          group: 'gc',
          candidates: ['first', 'second', 'third'],
          notify: ['email:c@example.com', 'slack:#all'],
        }),
      ],
      smallPolicy(rules),
    );
  });

  it('fires for every third reply once', () => {
    says(
      [
        created(),
        reply('5 10:00'),
        reply('5 10:01'),
        reply('5 10:02'),
        score('5 11:00', 0.05),
        reply('5 15:00'),
        reply('5 15:01'),
        reply('5 15:02'),
        end('5 16:00'),
      ],
      [
        toL2('5 10:02', 1, 'multiple_replies_no_resolution'),
        backToL1('5 11:00', 2),
        toL2('5 15:02', 3, 'multiple_replies_no_resolution'),
      ],
    );
  });

  it('asks for an agent after the step, not beside it', () => {
    const l3 = line('5 14:00', 'escalated', {
      seq: 2,
      rule: 'stalled_at_l2',
      from: 'L2',
      to: 'L3',
      priority: priority('high>urgent'),
      group: 'tier3_support',
      candidates: ['stalled_at_l2'],
      notify: L3_TARGETS,
    });
    const l2 = toL2('5 10:00', 1, 'negative_sentiment');
    says([created(), agent('5 10:00'), score('5 10:00', -0.7), end('5 15:00')], [l2, l3]);
    says([created(), score('5 10:00', -0.7), agent('5 10:00'), end('5 15:00')], [l2, l3]);
    says([created(), score('5 10:00', -0.7), agent('5 10:00:00.001'), end('5 15:00')], [l2]);
  });
});

describe('de-escalation', () => {
  it('by a positive score, during the cooldown, which holds the next complaint', () => {
    says(
      [created(), score('5 10:00', -0.7), score('5 11:00', 0.05), score('5 12:00', -0.7), end('5 14:00')],
      [
        toL2('5 10:00', 1, 'negative_sentiment'),
        backToL1('5 11:00', 2),
        held('5 12:00', 'negative_sentiment', '5 14:00'),
        toL2('5 14:00', 3, 'negative_sentiment'),
      ],
    );
  });

  it('does not bounce on a mark that passed, or passes at this very instant', () => {
    const up = toL2('6 02:30', 1, 'negative_sentiment');
    says(
      [created(), score('6 02:30', -0.7), score('6 03:30', 0.5), end('6 08:59:59.999')],
      [up, backToL1('6 03:30', 2)],
    );
    says(
      [created(), score('6 02:30', -0.7), score('6 03:00', 0.5), end('6 08:59:59.999')],
      [up, backToL1('6 03:00', 2)],
    );
    says(
      [created(), score('6 02:30', -0.7), score('6 02:59:59.999', 0.5), end('6 08:59:59.999')],
      [up, backToL1('6 02:59:59.999', 2), held('6 03:00', 'time_based', '6 06:30'), toL2('6 06:30', 3, 'time_based')],
    );
  });

  it('uses a score up at once, step or no step, also where the decision closes the ticket', () => {
    says(
      [created(), score('5 10:00', 0.9), reply('5 10:00'), reply('5 10:00'), reply('5 10:00'), end('5 11:00')],
      [toL2('5 10:00', 1, 'multiple_replies_no_resolution')],
    );
    says(
      [
        created(),
        score('5 10:00', -0.7),
        score('5 11:00', 0.9),
        change('5 11:00', { status: 'closed' }),
        change('5 12:00', { status: 'open' }),
        end('5 13:00'),
      ],
      [toL2('5 10:00', 1, 'negative_sentiment'), closed('5 11:00', 'closed'), reopened('5 12:00')],
    );
  });

  it('leaves alone what a person has changed since the step', () => {
    const up = toL2('5 10:00', 1, 'negative_sentiment');
    const story = (changes: Fields): Fields[] => [
      created(),
      score('5 10:00', -0.7),
      change('5 11:00', changes),
      score('5 12:00', 0.5),
      end('5 13:00'),
    ];
    says(story({ assigneeGroup: 'billing' }), [up, backToL1('5 12:00', 2, { group: 'billing' })]);
    says(story({ priority: 'low' }), [up, backToL1('5 12:00', 2, { priority: priority('low>low') })]);
    // the value it has: nobody's decision
    says(story({ priority: 'high', assigneeGroup: 'tier2_support' }), [up, backToL1('5 12:00', 2)]);
    // beside the step is before it
    says(
      [
        created(),
        score('5 10:00', -0.7),
        change('5 10:00', { priority: 'low', assigneeGroup: 'billing' }),
        score('5 12:00', 0.5),
        end('5 13:00'),
      ],
      [
        toL2('5 10:00', 1, 'negative_sentiment', 'low>normal'),
        backToL1('5 12:00', 2, { priority: priority('normal>low'), group: 'billing' }),
      ],
    );
  });

  it('takes back all steps for a confirmed resolution, last first, and resolves', () => {
    says(
      [
        created(),
        score('5 10:00', -0.7),
        change('5 11:00', { priority: 'low' }),
        // stalled at 14:00
        confirm('5 15:00'),
        reply('5 16:00'),
      ],
      [
        toL2('5 10:00', 1, 'negative_sentiment'),
        line('5 14:00', 'escalated', {
          seq: 2,
          rule: 'stalled_at_l2',
          from: 'L2',
          to: 'L3',
          priority: priority('low>normal'),
          group: 'tier3_support',
          candidates: ['stalled_at_l2'],
          notify: L3_TARGETS,
        }),
        line('5 15:00', 'deescalated', {
          seq: 3,
          reason: 'resolution',
          from: 'L3',
          to: 'L1',
          // the step to L3 restores the person's `low`; the step to L2 does not overrule it
          priority: priority('normal>low'),
          group: 'tier1_support',
          notify: L3_TARGETS,
        }),
        closed('5 15:00', 'resolved'),
        ignored('5 16:00', 'customer_replied'),
      ],
    );
  });

  it('tells a target that both tiers have once, and knows `previous` and `base` for both reasons', () => {
    const rules: WrittenPolicy['rules'] = [{ name: 'up', when: { customer_replies: 1 }, to: 'next', bump: 1 }];
    const step = (at: string, seq: number, from: string, to: string, priorities: string): Fields =>
      line(at, 'escalated', {
        seq,
        rule: 'up',
        from,
        to,
        priority: priority(priorities),
        group: `g${to.toLowerCase()}`,
        candidates: ['up'],
        notify: to === 'B' ? ['slack:#all', 'slack:#b'] : ['email:c@example.com', 'slack:#all'],
      });
    const climbed = [created('5 09:00', { priority: 'low' }), reply('5 10:00'), reply('5 11:00')];
    const up = [step('5 10:00', 1, 'A', 'B', 'low>normal'), step('5 11:00', 2, 'B', 'C', 'normal>high')];
    const down = (reason: string, to: string, back: string, notify: string[]): Fields =>
      line('5 12:00', 'deescalated', {
        seq: 3,
        reason,
        from: 'C',
        to,
        priority: priority(`high>${back}`),
        group: `g${to.toLowerCase()}`,
        notify,
      });
    const one = ['email:c@example.com', 'slack:#all', 'slack:#b'];
    const all = ['email:c@example.com', 'slack:#all'];
    says([...climbed, score('5 12:00', 1)], [...up, down('sentiment', 'B', 'normal', one)], smallPolicy(rules));
    const turned = smallPolicy(rules, {
      de_escalate: [
        { when: { resolution_confirmed: true }, to: 'previous' },
        { when: { sentiment_at_least: 0.5 }, to: 'base' },
      ],
    });
    says(
      [...climbed, score('5 11:30', 0.49), score('5 12:00', 0.5)],
      [...up, down('sentiment', 'A', 'low', all)],
      turned,
    );
    says(
      [...climbed, confirm('5 12:00')],
      [...up, down('resolution', 'B', 'normal', one), closed('5 12:00', 'resolved')],
      turned,
    );
    const scoresOnly = smallPolicy(rules, { de_escalate: [{ when: { sentiment_at_least: 0.5 }, to: 'previous' }] });
    says([...climbed, confirm('5 12:00')], [...up, closed('5 12:00', 'resolved')], scoresOnly);
  });

  it('has the tier at creation as its base', () => {
    says(
      [
        created('5 09:00', { tier: 'L2', sentimentScore: -0.9, assigneeGroup: 'billing' }),
        score('5 10:00', 0.9),
        confirm('6 10:00'),
      ],
      [
        toManager('6 09:00', 1, 'sla_breached', 'L2', 'normal>urgent'),
        line('6 10:00', 'deescalated', {
          seq: 2,
          reason: 'resolution',
          from: 'manager',
          to: 'L2',
          priority: priority('urgent>normal'),
          group: 'billing',
          notify: [...MANAGER_TARGETS, ...L2_TARGETS],
        }),
        closed('6 10:00', 'resolved'),
      ],
    );
  });
});

describe('the SLA changes', () => {
  const until5 = [created(), score('6 04:00', 0.5)];
  const lines = [toL2('6 03:00', 1, 'time_based'), backToL1('6 04:00', 2)];

  it('a consumed mark stays consumed where its new deadline has passed too', () => {
    // 75 % of 20 h was at midnight; 100 % of it is now, and new
    says(
      [...until5, change('6 05:00', { slaHours: 20 }), end('6 07:00')],
      [
        ...lines,
        held('6 05:00', 'sla_breached', '6 07:00'),
        toManager('6 07:00', 3, 'sla_breached', 'L1', 'normal>urgent'),
      ],
    );
  });

  it('and lives again where it lies ahead, but not for the deadline it had', () => {
    says(
      [...until5, change('6 05:00', { slaHours: 48 }), end('6 21:00')],
      [...lines, toL2('6 21:00', 3, 'time_based')],
    );
    says([...until5, change('6 05:00', { slaHours: 48 }), change('6 06:00', { slaHours: 24 }), end('6 08:59')], lines);
  });
});

describe('closed and reopened', () => {
  it('ignores everything but a status that reopens', () => {
    says(
      [
        created(),
        confirm('5 10:00'),
        reply('5 11:00'),
        change('5 11:30', { status: 'closed', priority: 'urgent' }),
        change('5 11:40', { priority: 'urgent' }),
        created('5 11:50', { priority: 'urgent' }),
        change('5 12:00', { status: 'pending' }),
        score('5 12:00', -0.7),
        end('5 13:00'),
      ],
      [
        closed('5 10:00', 'resolved'),
        ignored('5 11:00', 'customer_replied'),
        ignored('5 11:30', 'ticket_changed'),
        ignored('5 11:40', 'ticket_changed'),
        reopened('5 12:00', 'pending'),
        toL2('5 12:00', 1, 'negative_sentiment'),
      ],
    );
  });

  it('looks at the status at the end of an instant, and counts what else came', () => {
    says(
      [created(), change('5 10:00', { status: 'resolved' }), change('5 10:00', { status: 'open' }), end('5 11:00')],
      [],
    );
    says(
      [
        created(),
        reply('5 09:30'),
        reply('5 09:40'),
        change('5 10:00', { status: 'resolved' }),
        reply('5 10:00'),
        change('5 11:00', { status: 'open' }),
        end('5 12:00'),
      ],
      [closed('5 10:00', 'resolved'), reopened('5 11:00'), toL2('5 11:00', 1, 'multiple_replies_no_resolution')],
    );
    says([created(), confirm('5 10:00'), change('5 10:00', { status: 'open' })], [closed('5 10:00', 'resolved')]);
  });

  it('closes at once what is created as resolved; a second `created` changes nothing', () => {
    says(
      [created('5 09:00', { status: 'resolved' }), created('5 10:00'), reply('5 11:00')],
      [closed('5 09:00', 'resolved'), ignored('5 11:00', 'customer_replied')],
    );
    says([created(), created('5 10:00', { sentimentScore: -1, slaHours: 1 }), end('5 12:00')], []);
  });

  it('carries cooldown and held rules over a reopening', () => {
    says(
      [
        created('5 09:00', { customerTier: 'enterprise' }),
        score('5 10:00', -0.7),
        // idle since 09:00
        change('5 11:30', { status: 'resolved' }),
        change('5 12:00', { status: 'open' }),
        end('5 14:00'),
      ],
      [
        toL2('5 10:00', 1, 'negative_sentiment'),
        held('5 11:00', 'vip_stuck', '5 14:00'),
        closed('5 11:30', 'resolved'),
        reopened('5 12:00'),
        // active at 12:00: idle again at 14:00, for a new spell, and the cooldown is over; `stalled` counts from the reopening
        toManager('5 14:00', 2, 'vip_stuck', 'L2', 'high>urgent', ['vip_stuck']),
      ],
    );
  });
});

describe('events and output', () => {
  it('drops a repeated id without a trace, also when closed and after reopening', () => {
    says(
      [
        created(),
        reply('5 10:00', { eventId: 'a' }),
        reply('5 10:30', { eventId: 'a' }),
        reply('5 10:40', { eventId: 'b' }),
        change('5 11:00', { status: 'closed' }),
        reply('5 11:10', { eventId: 'b' }),
        change('5 11:20', { status: 'open' }),
        reply('5 11:30', { eventId: 'a' }),
        reply('5 11:40', { eventId: 'c' }),
        end('5 12:00'),
      ],
      [closed('5 11:00', 'closed'), reopened('5 11:20'), toL2('5 11:40', 1, 'multiple_replies_no_resolution')],
    );
  });

  it('does not even remember the id of a fact that it ignores', () => {
    says(
      [
        created('5 09:00', { status: 'resolved', customerReplyCount: 2 }),
        reply('5 10:00', { eventId: 'a' }),
        change('5 11:00', { status: 'open' }),
        reply('5 12:00', { eventId: 'a' }),
        end('5 13:00'),
      ],
      [
        closed('5 09:00', 'resolved'),
        ignored('5 10:00', 'customer_replied'),
        reopened('5 11:00'),
        toL2('5 12:00', 1, 'multiple_replies_no_resolution'),
      ],
    );
  });

  it('sorts by time, then ticket, then the order taken', () => {
    const forTicket = (ticketId: string, lines: Fields[]): Fields[] => lines.map((each) => ({ ...each, ticketId }));
    says(
      [
        { ...score('5 11:00', -0.7), ticketId: 'T-1' },
        created('5 09:00', {}, 'T-2'),
        created('5 09:00', {}, 'T-1'),
        { ...confirm('5 12:00'), ticketId: 'T-2' },
        { ...score('5 11:00', -0.7), ticketId: 'T-2' },
        { ...change('5 12:00', { status: 'closed' }), ticketId: 'T-1' },
      ],
      [
        ...forTicket('T-1', [toL2('5 11:00', 1, 'negative_sentiment')]),
        ...forTicket('T-2', [toL2('5 11:00', 1, 'negative_sentiment')]),
        ...forTicket('T-1', [closed('5 12:00', 'closed')]),
        ...forTicket('T-2', [backToL1('5 12:00', 2, { reason: 'resolution' }), closed('5 12:00', 'resolved')]),
      ],
    );
  });
});

it('random scenarios are the same for the same seed', () => {
  expect(randomScenario(7)).toEqual(randomScenario(7));
});
