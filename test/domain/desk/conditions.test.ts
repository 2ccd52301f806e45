/** Conditions: their combinations, what they wait for, and which occurrence they are. */
import { describe, expect, it } from 'vitest';
import { ack, agent, change, confirm, created, desk, end, reply, score } from '../../support/domain/desk-timeline.js';

const OFFICE = 'calendars: { office: { time_zone: UTC, hours: { mon-fri: [09:00-12:00, 13:00-17:00] } } }\n';
const tells = (when: string, more = '') => `rules: [{ name: r, when: ${when}, notify: here${more} }]\n`;
const R = 'r tells slack:#one';

describe('any, all, not and unless', () => {
  it('hold together from the instant on at which the whole does', () => {
    const policy = tells(
      '{ any: [{ idle: 5h }, { all: [{ idle: 2h }, { priority: [high] }] }], not: { status: [on_hold] } }',
    );
    expect(desk(policy, [created('5 09:00'), end('6 09:00')]).lines).toEqual([`5 14:00 ${R}`]);
    expect(desk(policy, [created('5 09:00', { priority: 'high' }), end('6 09:00')]).lines).toEqual([`5 11:00 ${R}`]);
    expect(desk(policy, [created('5 09:00', { status: 'on_hold' }), end('6 09:00')]).lines).toEqual([]);
  });

  it('take the occurrence of the first branch that holds', () => {
    const policy = tells('{ any: [{ waiting: 3h }, { customer_replies: 1 }] }');
    expect(desk(policy, [created('5 09:00'), reply('5 10:00'), end('6 09:00')]).lines).toEqual([
      `5 10:00 ${R}`,
      `5 13:00 ${R}`,
    ]);
  });

  it('are the same occurrence if predicate and value are, whatever the argument', () => {
    const policy = tells('{ any: [{ idle: 1h, priority: [high] }, { idle: 2h }] }');
    expect(desk(policy, [created('5 09:00', { priority: 'high' }), end('6 09:00')]).lines).toEqual([`5 10:00 ${R}`]);
  });

  it('are the same occurrence where more of them hold that say the same', () => {
    const policy = tells('{ idle: 1h, any: [{ not: { idle: 2h } }, { idle: 3h }] }');
    expect(desk(policy, [created('5 09:00'), end('6 09:00')]).lines).toEqual([`5 10:00 ${R}`]);
    const marks = tells('{ any: [{ sla_used: 1% }, { clock: { of: resolution, left: 999h } }] }');
    expect(desk(marks, [created('5 09:00'), end('7 09:00')]).lines).toEqual([`5 10:00 ${R}`]);
  });

  it('end by time, too', () => {
    const policy = `rules: [{ name: r, when: { status: [open] }, unless: { idle: 1h }, notify: here }]\n`;
    // From 10:00 on it has not held, whether or not there was anything else to decide until 12:00.
    expect(desk(policy, [created('5 09:00'), agent('5 12:00'), end('6 09:00')]).lines).toEqual([
      `5 09:00 ${R}`,
      `5 12:00 ${R}`,
    ]);
    const again = [
      created('5 09:00'),
      change('5 12:00', { status: 'pending' }),
      change('5 12:30', { status: 'open' }),
      end('6 09:00'),
    ];
    expect(desk(policy, again).lines).toEqual([`5 09:00 ${R}`, `5 12:30 ${R}`]);
  });
});

describe('a rule without any instance', () => {
  it('may fire again once it has not held at a decision', () => {
    const policy = tells('{ priority: [urgent] }');
    const lines = [
      created('5 09:00'),
      change('5 10:00', { priority: 'urgent' }),
      reply('5 10:30'),
      change('5 11:00', { priority: 'low' }),
      change('5 12:00', { priority: 'urgent' }),
    ];
    expect(desk(policy, lines).lines).toEqual([`5 10:00 ${R}`, `5 12:00 ${R}`]);
  });

  it('fires whenever it comes true by itself', () => {
    const policy = `calendars: { office: { time_zone: UTC, hours: { mon-sun: [09:00-17:00] } } }
rules: [{ name: r, when: { not: { hours: office } }, notify: here }]\n`;
    expect(desk(policy, [created('5 08:00'), end('7 18:00')]).lines).toEqual([
      `5 08:00 ${R}`,
      `5 17:00 ${R}`,
      `6 17:00 ${R}`,
      `7 17:00 ${R}`,
    ]);
  });

  it('is held again when it comes true again', () => {
    const policy = `rules:
  - { name: up, when: { sentiment_below: -0.5 }, to: L2 }
  - { name: urgent, when: { priority: [urgent] }, to: manager }
`;
    const lines = [
      created('5 09:00'),
      score('5 10:00', -0.9),
      change('5 10:10', { priority: 'urgent' }),
      change('5 10:20', { priority: 'low' }),
      change('5 10:30', { priority: 'urgent' }),
      end('6 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual([
      '5 10:00 L1>L2 up',
      '5 10:10 urgent held until 5 11:00',
      '5 10:30 urgent held until 5 11:00',
      '5 11:00 L2>manager urgent',
    ]);
  });
});

describe('hours', () => {
  it('hold in each slot, which is an occurrence of its own', () => {
    expect(
      desk(OFFICE + tells('{ hours: office, tags: [outage] }'), [
        created('5 08:00', { tags: ['outage'] }),
        end('6 08:00'),
      ]).lines,
    ).toEqual([`5 09:00 ${R}`, `5 13:00 ${R}`]);
  });

  it('put off what comes true outside them to the next opening', () => {
    expect(desk(OFFICE + tells('{ hours: office, idle: 2h }'), [created('5 10:30'), end('5 16:00')]).lines).toEqual([
      `5 13:00 ${R}`,
    ]);
  });
});

describe('lengths of open time', () => {
  it('count in the calendar', () => {
    expect(
      desk(OFFICE + tells('{ idle: { for: 4h, calendar: office } }'), [created('5 10:00'), end('9 09:00')]).lines,
    ).toEqual([`5 15:00 ${R}`]);
    expect(
      desk(OFFICE + tells('{ waiting: { for: 2h, calendar: office } }'), [
        created('9 10:00'),
        reply('9 16:00'),
        end('13 09:00'),
      ]).lines,
    ).toEqual([`12 10:00 ${R}`]);
  });
});

describe('replies that nobody has answered', () => {
  it('are old, or many', () => {
    const policy = tells('{ unanswered_replies: 2 }');
    const lines = [
      created('5 09:00'),
      reply('5 10:00'),
      reply('5 11:00'),
      reply('5 12:00'),
      reply('5 13:00'),
      agent('5 13:30'),
      reply('5 14:00'),
      reply('5 15:00'),
      end('6 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual([`5 11:00 ${R}`, `5 13:00 ${R}`, `5 15:00 ${R}`]);
  });

  it('are those whose instant is later than that of the answer, whole seconds included', () => {
    const policy = tells('{ unanswered_replies: 1 }');
    expect(desk(policy, [created('5 09:00'), agent('5 10:00'), reply('5 10:00:00.500'), end('6 09:00')]).lines).toEqual(
      [],
    );
    expect(desk(policy, [created('5 09:00'), agent('5 10:00'), reply('5 10:00:01'), end('6 09:00')]).lines).toEqual([
      `5 10:00:01 ${R}`,
    ]);
    // An agent's reply that is heard of late answers what came before it alone.
    expect(
      desk(policy, [created('5 09:00'), reply('5 11:00'), agent('5 10:00', { arrives: '5 11:00' }), end('6 09:00')])
        .lines,
    ).toEqual([`5 11:00 ${R}`]);
  });
});

describe('sentiment, tags, group, fields, in_tier', () => {
  it('looks at the mean of the last scores', () => {
    const policy = tells('{ sentiment: { last: 3, below: -0.4 } }');
    const lines = [
      created('5 09:00', { sentimentScore: -0.9 }),
      score('5 10:00', -0.2),
      score('5 11:00', -0.1),
      score('5 12:00', -0.95),
      end('6 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual([`5 12:00 ${R}`]);
    expect(
      desk(policy, [created('5 09:00'), score('5 10:00', -0.9), score('5 11:00', -0.9), end('6 09:00')]).lines,
    ).toEqual([]);
  });

  it('look at the ticket', () => {
    const policy = tells('{ tags: [a, b], group: [one], fields: { product: [mail, calendar], plan: [pro] } }');
    const lines = [
      created('5 09:00', { tags: ['b'], fields: { product: 'mail' } }),
      change('5 10:00', { fields: { plan: 'pro' } }),
      change('5 11:00', { fields: { product: null } }),
      change('5 12:00', { fields: { product: 'calendar' } }),
      end('6 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual([`5 10:00 ${R}`, `5 12:00 ${R}`]);
  });

  it('counts from the last change of tier, or from the latest reopening', () => {
    const policy = `rules: [{ name: up, when: { in_tier: 2h }, to: next }]\n`;
    expect(desk(policy, [created('5 09:00'), end('5 14:00')]).lines).toEqual([
      '5 11:00 L1>L2 up',
      '5 13:00 L2>manager up',
    ]);
    const lines = [
      created('5 09:00'),
      change('5 10:00', { status: 'closed' }),
      change('5 10:30', { status: 'open' }),
      end('5 13:00'),
    ];
    expect(desk(policy, lines).lines).toEqual([
      '5 10:00 closed as closed',
      '5 10:30 reopened as open',
      '5 12:30 L1>L2 up',
    ]);
  });
});

describe('cooldowns and ways down', () => {
  it('a rule has a cooldown of its own; one never ends earlier than it did', () => {
    const policy = `rules:
  - { name: long, when: { sentiment_below: -0.5 }, to: L2, cooldown: 5h }
  - { name: short, when: { customer_replies: 1 }, to: manager, cooldown: 10m, bypass_cooldown: true }
  - { name: third, when: { customer_replies: 2 }, to: manager }
`;
    const lines = [created('5 09:00'), score('5 10:00', -0.9), reply('5 11:00'), end('5 12:00')];
    const { ticket } = desk(policy, lines);
    expect(new Date(ticket.cooldownUntil!).toISOString()).toBe('2026-01-05T15:00:00.000Z');
  });

  it('an entry that does not apply uses the score up, and a confirmed ticket is resolved all the same', () => {
    const policy = `rules: [{ name: up, when: { sentiment_below: -0.5 }, to: L2 }]
de_escalate:
  - { when: { resolution_confirmed: true }, to: base, unless: { tags: [watch] } }
  - { when: { sentiment_at_least: 0.5 }, to: previous, unless: { tags: [watch] } }
`;
    const lines = [
      created('5 09:00', { tags: ['watch'] }),
      score('5 10:00', -0.9),
      score('5 11:00', 0.9),
      change('5 12:00', { tags: [] }),
      end('5 13:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 10:00 L1>L2 up']);
    expect(desk(policy, [...lines.slice(0, 3), confirm('5 12:00')]).lines).toEqual([
      '5 10:00 L1>L2 up',
      '5 12:00 closed as resolved',
    ]);
  });

  it('an acknowledgement ends with the next transition', () => {
    const policy = `rules:
  - { name: up, when: { sentiment_below: -0.5 }, to: L2 }
  - { name: quiet, when: { idle: 2h }, to: manager }
`;
    const lines = [created('5 09:00'), ack('5 09:30'), score('5 10:00', -0.9), end('5 12:00')];
    expect(desk(policy, lines).lines).toEqual(['5 10:00 L1>L2 up', '5 11:00 L2>manager quiet']);
  });
});
