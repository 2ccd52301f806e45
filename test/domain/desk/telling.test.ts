/** Rules that tell, repeats, acknowledging and snoozing. */
import { describe, expect, it } from 'vitest';
import {
  ack,
  agent,
  change,
  created,
  desk,
  end,
  reply,
  score,
  snooze,
  unack,
  type Told,
} from '../../support/domain/desk-timeline.js';

describe('a rule that tells', () => {
  it('speaks after all transitions, for the tier that the ticket then has', () => {
    const policy = `rules:
  - { name: told, when: { sentiment_below: 0 }, notify: here }
  - { name: up, when: { sentiment_below: 0 }, to: L2, bump: 1 }
`;
    expect(desk(policy, [created('5 09:00'), score('5 10:00', -0.5), end('6 09:00')]).lines).toEqual([
      '5 10:00 L1>L2 up',
      '5 10:00 told tells slack:#two',
    ]);
  });

  it('minds no cooldown and begins none', () => {
    const policy = `rules:
  - { name: up, when: { sentiment_below: -0.5 }, to: L2 }
  - { name: told, when: { customer_replies: 1 }, notify: [{ email: x@example.com }] }
  - { name: later, when: { customer_replies: 2 }, to: manager }
`;
    const lines = [created('5 09:00'), score('5 10:00', -0.9), reply('5 10:10'), reply('5 10:20'), end('6 09:00')];
    expect(desk(policy, lines).lines).toEqual([
      '5 10:00 L1>L2 up',
      '5 10:10 told tells email:x@example.com',
      '5 10:20 told tells email:x@example.com',
      '5 10:20 later held until 5 11:00',
      '5 11:00 L2>manager later',
    ]);
  });

  it('is silent when the ticket was closed in that instant', () => {
    const policy = 'rules: [{ name: told, when: { customer_replies: 1 }, notify: here }]\n';
    expect(desk(policy, [created('5 09:00'), reply('5 10:00'), change('5 10:00', { status: 'closed' })]).lines).toEqual(
      ['5 10:00 closed as closed'],
    );
  });

  it('is a line of its own', () => {
    const policy = 'rules: [{ name: told, when: { in_tier: 1h }, notify: here }]\n';
    const { whole } = desk(policy, [created('5 09:00'), end('5 10:00')]);
    expect(JSON.stringify(whole[0])).toBe(
      '{"at":"2026-01-05T10:00:00.000Z","ticketId":"T","kind":"notified","rule":"told","tier":"L1","notify":["slack:#one"]}',
    );
  });

  it('is logged with nobody to tell, too', () => {
    const policy = 'rules: [{ name: told, when: { in_tier: 1h }, notify: here, repeat: { every: 1h, at_most: 1 } }]\n';
    const { lines } = desk(policy, [created('5 09:00', { tier: 'quiet' }), end('5 12:00')]);
    expect(lines).toEqual(['5 10:00 told tells nobody', '5 11:00 told tells nobody again 1']);
  });
});

describe('repeats', () => {
  const policy = `rules:
  - { name: wait, when: { waiting: 1h }, to: L2, repeat: { every: 30m, at_most: 3 } }
`;

  it('tell the tier that the rule led to, every so often, at most so many times', () => {
    expect(desk(policy, [created('5 09:00'), reply('5 10:00'), end('6 09:00')]).lines).toEqual([
      '5 11:00 L1>L2 wait',
      '5 11:30 wait tells slack:#two again 1',
      '5 12:00 wait tells slack:#two again 2',
      '5 12:30 wait tells slack:#two again 3',
    ]);
  });

  it.each([
    ['an agent replies', agent('5 11:40')],
    ['somebody takes it on', ack('5 11:40')],
    ['it is snoozed', snooze('5 11:40', '5 11:45')],
    ['it is closed', change('5 11:40', { status: 'closed' })],
  ])('end when %s', (_title, line) => {
    const { lines } = desk(policy, [created('5 09:00'), reply('5 10:00'), line, end('6 09:00')]);
    expect(lines.slice(0, 2)).toEqual(['5 11:00 L1>L2 wait', '5 11:30 wait tells slack:#two again 1']);
    expect(lines.filter((one) => one.includes('again'))).toHaveLength(1);
  });

  it('end when the occurrence does, also if it comes back before the next of them', () => {
    const hours = `calendars: { office: { time_zone: UTC, hours: { mon-sun: [09:00-17:00] } } }
rules: [{ name: wait, when: { waiting: 1h, not: { hours: office } }, notify: here, repeat: { every: 1d } }]\n`;
    expect(desk(hours, [created('5 07:00'), reply('5 07:30'), end('8 09:00')]).lines).toEqual([
      '5 08:30 wait tells slack:#one',
    ]);
  });

  it('do not go on after a closing that was taken back', () => {
    const lines = [
      created('5 09:00'),
      reply('5 10:00'),
      change('5 11:40', { status: 'closed' }),
      change('5 11:50', { status: 'open' }),
      end('6 09:00'),
    ];
    expect(desk(policy, lines).lines.filter((one) => one.includes('again'))).toHaveLength(1);
  });

  it('do not begin again when an acknowledgement ends by hand', () => {
    const lines = [created('5 09:00'), reply('5 10:00'), ack('5 11:40'), unack('5 11:50'), end('6 09:00')];
    expect(desk(policy, lines).lines).toEqual(['5 11:00 L1>L2 wait', '5 11:30 wait tells slack:#two again 1']);
  });

  it('of a rule that an acknowledgement has held begin when it fires', () => {
    const lines = [created('5 09:00'), reply('5 10:00'), ack('5 10:30'), unack('5 11:40'), end('5 12:20')];
    expect(desk(policy, lines).lines).toEqual([
      '5 11:00 wait held by acknowledgement until 6 10:30',
      '5 11:40 L1>L2 wait',
      '5 12:10 wait tells slack:#two again 1',
    ]);
  });

  it('of a rule that fires while the ticket is acknowledged there are none', () => {
    const heedless = `rules: [{ name: wait, when: { waiting: 1h }, notify: here, heeds_ack: false, repeat: { every: 30m, at_most: 3 } }]\n`;
    expect(desk(heedless, [created('5 09:00'), reply('5 10:00'), ack('5 10:30'), end('7 09:00')]).lines).toEqual([
      '5 11:00 wait tells slack:#one',
    ]);
  });
});

describe('an acknowledgement', () => {
  const policy = `acknowledgement: { for: 4h, ends: [customer_reply] }
rules:
  - { name: quiet, when: { idle: 2h }, to: L2 }
  - { name: late, when: { sla_used: 100% }, to: manager, bump: 1 }
`;

  it('holds rules that wait for people, and no others', () => {
    expect(desk(policy, [created('5 09:00', { slaHours: 3 }), ack('5 10:00'), end('5 18:00')]).lines).toEqual([
      '5 11:00 quiet held by acknowledgement until 5 14:00',
      '5 12:00 L1>manager late',
    ]);
  });

  it('ends after its time; then the rule fires if it still holds', () => {
    expect(desk(policy, [created('5 09:00'), ack('5 10:00'), end('5 18:00')]).lines).toEqual([
      '5 11:00 quiet held by acknowledgement until 5 14:00',
      '5 14:00 L1>L2 quiet',
    ]);
  });

  it('ends with the facts that the policy names', () => {
    expect(desk(policy, [created('5 09:00'), ack('5 10:00'), reply('5 12:00'), end('5 18:00')]).lines).toEqual([
      '5 11:00 quiet held by acknowledgement until 5 14:00',
      '5 14:00 L1>L2 quiet',
    ]);
    expect(desk(policy, [created('5 09:00'), ack('5 10:00'), reply('5 10:30'), end('5 18:00')]).lines).toEqual([
      '5 12:30 L1>L2 quiet',
    ]);
  });

  const HELD = '5 11:00 quiet held by acknowledgement until 5 14:00';
  it.each<[string, Told[], string[]]>([
    ['while it holds a rule', [unack('5 12:30')], [HELD, '5 12:30 L1>L2 quiet']],
    ['before a rule comes true', [unack('5 10:30')], ['5 11:00 L1>L2 quiet']],
    ['when the rule holds no more', [agent('5 12:00'), unack('5 12:30')], [HELD, '5 14:00 L1>L2 quiet']],
    [
      'while a snooze holds the rule too',
      [snooze('5 12:00', '5 13:00'), unack('5 12:30')],
      [HELD, '5 13:00 L1>L2 quiet'],
    ],
    ['and is given again', [unack('5 10:30'), ack('5 10:40')], [HELD.replace('14:00', '14:40'), '5 14:40 L1>L2 quiet']],
    ['and had ended by itself', [unack('5 15:00')], [HELD, '5 14:00 L1>L2 quiet']],
    [
      'of a ticket that is closed',
      [change('5 10:30', { status: 'closed' }), unack('5 10:40')],
      ['5 10:30 closed as closed', '5 10:40 ignored unacknowledged'],
    ],
  ])('ends by hand: %s', (_title, lines, expected) => {
    expect(desk(policy, [created('5 09:00'), ack('5 10:00'), ...lines, end('5 18:00')]).lines).toEqual(expected);
  });

  it('ends by hand as it ends by itself', () => {
    const after = (length: string, ...more: Told[]) =>
      desk(policy.replace('4h', length), [created('5 09:00'), ack('5 10:00'), ...more, end('6 18:00')]).lines.slice(1);
    expect(after('1d', unack('5 14:00'))).toEqual(after('4h'));
  });

  it('begins anew with a second one', () => {
    expect(desk(policy, [created('5 09:00'), ack('5 10:00'), ack('5 13:00'), end('5 18:00')]).lines).toEqual([
      '5 11:00 quiet held by acknowledgement until 5 14:00',
      '5 17:00 L1>L2 quiet',
    ]);
  });

  it('holds rules whose unless waits for people, at any depth', () => {
    const deep = `rules: [{ name: r, when: { customer_replies: 1 }, unless: { any: [{ not: { idle: 1h } }] }, notify: here }]\n`;
    expect(
      desk(deep, [created('5 09:00'), ack('5 09:30'), reply('5 10:00', { eventId: 'a' }), end('5 11:00')]).lines,
    ).toEqual(['5 11:00 r held by acknowledgement until 6 09:30']);
  });
});

describe('a snooze', () => {
  const policy = `rules:
  - { name: quiet, when: { idle: 2h }, to: L2 }
  - { name: late, when: { sla_used: 100% }, to: manager, bump: 1, bypass_cooldown: true }
  - { name: told, when: { customer_replies: 1 }, notify: here }
`;

  it('holds everything but rules that bypass the cooldown', () => {
    const lines = [created('5 09:00', { slaHours: 5 }), snooze('5 09:10', '5 15:00'), reply('5 09:20'), end('5 18:00')];
    expect(desk(policy, lines).lines).toEqual([
      '5 09:20 told held by snooze until 5 15:00',
      '5 11:20 quiet held by snooze until 5 15:00',
      '5 14:00 L1>manager late',
      '5 15:00 told tells email:boss@example.com',
    ]);
  });

  it('is ended by hand', () => {
    const lines = [
      created('5 09:00'),
      snooze('5 09:10', '5 15:00'),
      reply('5 09:20'),
      snooze('5 10:00', null),
      end('5 10:30'),
    ];
    expect(desk(policy, lines).lines).toEqual([
      '5 09:20 told held by snooze until 5 15:00',
      '5 10:00 told tells slack:#one',
    ]);
  });

  it('gives way to the next hold, which is not logged again', () => {
    const both = `rules:
  - { name: up, when: { sentiment_below: -0.5 }, to: L2 }
  - { name: r, when: { customer_replies: 1 }, to: manager }
`;
    const lines = [
      created('5 09:00'),
      score('5 10:00', -0.9),
      snooze('5 10:05', '5 10:30'),
      reply('5 10:10'),
      end('5 18:00'),
    ];
    expect(desk(both, lines).lines).toEqual([
      '5 10:00 L1>L2 up',
      '5 10:10 r held by snooze until 5 10:30',
      '5 11:00 L2>manager r',
    ]);
  });
});
