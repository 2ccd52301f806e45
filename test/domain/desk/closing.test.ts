/** Closing by itself and by other names, reopening by a reply, and who is told when. */
import { describe, expect, it } from 'vitest';
import {
  agent,
  change,
  confirm,
  created,
  desk,
  end,
  iso,
  reply,
  score,
  snooze,
} from '../../support/domain/desk-timeline.js';

const QUIET = 'rules: [{ name: never, when: { tags: [never] }, notify: here }]\n';

describe('auto_close', () => {
  const policy = `auto_close: { status: [pending], idle: 2d, as: closed }\n${QUIET}`;

  it('closes what nobody has touched', () => {
    expect(desk(policy, [created('5 09:00'), change('5 10:00', { status: 'pending' })]).lines).toEqual([
      '7 10:00 closed as closed by auto_close',
    ]);
  });

  it('never does while a reply is unanswered, nor while the ticket is snoozed', () => {
    const waiting = [created('5 09:00'), change('5 10:00', { status: 'pending' }), reply('5 11:00'), agent('9 12:00')];
    expect(desk(policy, waiting).lines).toEqual(['11 12:00 closed as closed by auto_close']);
    const snoozed = [created('5 09:00'), change('5 10:00', { status: 'pending' }), snooze('5 11:00', '8 11:00')];
    expect(desk(policy, snoozed).lines).toEqual(['8 11:00 closed as closed by auto_close']);
  });
});

describe('closing_statuses', () => {
  it('end the watch in place of the usual ones', () => {
    const policy = `closing_statuses: [merged, done]\n${QUIET}`;
    const lines = [
      created('5 09:00'),
      change('5 10:00', { status: 'resolved' }),
      change('5 11:00', { status: 'merged' }),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 11:00 closed as merged']);
  });
});

describe('reopen', () => {
  const policy = `reopen: { on: customer_reply, within: 2d, status: open }\nrules: [{ name: r, when: { unanswered_replies: 1 }, notify: here }]\n`;
  const closed = [created('5 09:00'), change('5 10:00', { status: 'closed' })];

  it('by a reply within the time, which is inclusive', () => {
    expect(desk(policy, [...closed, reply('7 10:00'), end('8 09:00')]).lines).toEqual([
      '5 10:00 closed as closed',
      '7 10:00 reopened as open',
      '7 10:00 r tells slack:#one',
    ]);
    expect(desk(policy, [...closed, reply('7 10:00:00.001'), end('8 09:00')]).lines).toEqual([
      '5 10:00 closed as closed',
      '7 10:00:00.001 ignored customer_replied',
    ]);
  });

  it('not by one that was written before the closing', () => {
    expect(desk(policy, [...closed, reply('5 09:30', { arrives: '5 11:00' }), end('8 09:00')]).lines).toEqual([
      '5 10:00 closed as closed',
      '5 11:00 ignored customer_replied',
    ]);
  });

  it('of one instant a reply after the closing status keeps the ticket open, one before it does not', () => {
    expect(
      desk(policy, [created('5 09:00'), change('5 10:00', { status: 'closed' }), reply('5 10:00'), end('6 09:00')])
        .lines,
    ).toEqual(['5 10:00 r tells slack:#one']);
    expect(
      desk(policy, [created('5 09:00'), reply('5 10:00'), change('5 10:00', { status: 'closed' }), end('6 09:00')])
        .lines,
    ).toEqual(['5 10:00 closed as closed']);
  });

  it('comes to the same whether the reply or a later status of the help desk is heard first', () => {
    const status = change('6 10:00', { status: 'pending', arrives: '6 12:00' });
    const said = reply('6 11:00', { arrives: '6 12:00' });
    const one = desk(policy, [...closed, status, said, end('8 09:00')]).ticket;
    const other = desk(policy, [...closed, said, status, end('8 09:00')]).ticket;
    expect([one.status, one.lastActivityAt, one.replies]).toEqual([other.status, other.lastActivityAt, other.replies]);
    expect(one.status).toBe('pending');
  });

  it('is not undone by a closing that is older than the reply; one that is newer closes', () => {
    const reopened = [...closed, reply('6 12:00')];
    expect(
      desk(policy, [...reopened, change('6 11:00', { status: 'closed', arrives: '6 13:00' }), end('8 09:00')]).ticket
        .status,
    ).toBe('open');
    expect(desk(policy, [...reopened, change('6 13:00', { status: 'closed' }), end('8 09:00')]).ticket.status).toBe(
      'closed',
    );
  });

  it('is not undone by a confirmation that is older than the reply', () => {
    const told = [...closed, reply('6 12:00'), { ...confirm('6 11:00'), arrives: '6 13:00' }, end('8 09:00')];
    expect(desk(policy, told).ticket.status).toBe('open');
    const later = [...closed, reply('6 12:00'), confirm('6 13:00'), end('8 09:00')];
    expect(desk(policy, later).ticket.status).toBe('resolved');
  });

  it('a closing that arrives after a later reply closes', () => {
    const lines = [
      created('5 09:00'),
      reply('5 12:00'),
      change('5 11:00', { status: 'closed', arrives: '5 13:00' }),
      end('8 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 12:00 r tells slack:#one', '5 13:00 closed as closed']);
  });
});

describe('who gets it', () => {
  const policy = `
calendars: { office: { time_zone: UTC, hours: { mon-fri: [09:00-17:00] } } }
people: { anna: { slack: U012ANNA, email: anna@example.com }, ben: { slack: U012BEN, email: ben@example.com } }
rotations: { primary: { members: [anna, ben], every: 1d, from: 2026-01-05T09:00, time_zone: UTC, overrides: [{ from: 2026-01-08T00:00, to: 2026-01-09T00:00, who: anna }] } }
rules:
  - { name: r, when: { sentiment_below: 0 }, notify: [{ slack: "#one", mention: primary }, { email: primary, hours: office }, { slack: anna }] }
  - { name: loud, when: { sentiment_below: -0.8 }, notify: [{ email: primary, hours: office }], wakes: true }
`;

  it('people by their addresses, and whoever is on call when it goes out', () => {
    const { whole } = desk(policy, [created('5 09:00'), score('5 10:00', -0.5), end('5 11:00')]);
    expect(whole).toEqual([
      {
        ...{ at: '2026-01-05T10:00:00.000Z', ticketId: 'T', kind: 'notified', rule: 'r', tier: 'L1' },
        notify: ['slack:#one', 'email:anna@example.com', 'slack:U012ANNA'],
        onCall: { primary: 'anna' },
      },
    ]);
  });

  it('outside the hours of a target it waits for the opening', () => {
    // On Monday evening Anna is on call; when the office opens on Tuesday at nine, Ben is.
    const { whole } = desk(policy, [created('5 09:00'), score('5 20:00', -0.5), end('5 21:00')]);
    expect(whole[0]).toMatchObject({
      notify: ['slack:#one', 'email:ben@example.com', 'slack:U012ANNA'],
      onCall: { primary: 'anna' },
      deferred: { 'email:ben@example.com': '2026-01-06T09:00:00.000Z' },
    });
  });

  it('a rule that wakes people goes out at once', () => {
    const { whole } = desk(policy, [created('5 09:00'), score('5 20:00', -0.9), end('5 21:00')]);
    expect(whole[1]).toEqual({
      ...{ at: '2026-01-05T20:00:00.000Z', ticketId: 'T', kind: 'notified', rule: 'loud', tier: 'L1' },
      notify: ['email:anna@example.com'],
      onCall: { primary: 'anna' },
    });
  });

  it('an override goes before the turn', () => {
    const { whole } = desk(policy, [created('5 09:00'), score('8 10:00', -0.5), end('8 11:00')]);
    expect(whole[0]).toMatchObject({ onCall: { primary: 'anna' } });
  });
});

it('virtual time ends 400 days after the last line', () => {
  const policy = 'rules: [{ name: r, when: { sla_used: 100% }, notify: here }]\n';
  expect(desk(policy, [created('5 09:00', { slaHours: 400 * 24 })]).lines).toHaveLength(1);
  expect(desk(policy, [created('5 09:00', { slaHours: 400 * 24 + 0.001 })]).lines).toEqual([]);
  expect(iso('5 09:00')).toBe('2026-01-05T09:00:00Z');
});

it('an older answer that arrives late answers nothing that came after it, also in the second of a newer one', () => {
  const told = desk(
    `clocks: { next_response: { target: 8h } }
reopen: { on: customer_reply, within: 2d, status: new }
rules: [{ name: late, when: { clock: { of: next_response, used: 100% } }, notify: [{ slack: "#ops" }] }]
`,
    [
      created('5 09:00'),
      agent('5 11:15'),
      confirm('5 11:15:00.001'),
      reply('5 11:15:00.002'),
      agent('5 11:08', { arrives: '5 11:18' }),
      end('6 09:00'),
    ],
  );
  expect(told.lines.at(-1)).toBe('5 19:15:00.002 late tells slack:#ops');
});
