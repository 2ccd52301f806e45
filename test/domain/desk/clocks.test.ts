/** Clocks: cycles, pauses, targets, marks and breaches. */
import { describe, expect, it } from 'vitest';
import { agent, change, created, desk, end, iso, reply } from '../../support/domain/desk-timeline.js';

const OFFICE = 'calendars: { office: { time_zone: Europe/Berlin, hours: { mon-fri: [09:00-12:00, 13:00-17:00] } } }\n';
const rule = (when: string, more = 'notify: here') => `rules: [{ name: r, when: ${when}, ${more} }]\n`;

describe('first_response', () => {
  const policy = `clocks: { first_response: { target: 1h } }\n${rule('{ clock: { of: first_response, left: 10m } }')}`;

  it('reaches its mark, once', () => {
    expect(desk(policy, [created('5 09:00'), end('9 09:00')]).lines).toEqual(['5 09:50 r tells slack:#one']);
  });

  it('that is met before it, or at that very instant, reaches none', () => {
    for (const at of ['5 09:30', '5 09:50']) {
      expect(desk(policy, [created('5 09:00'), agent(at), end('9 09:00')]).lines).toEqual([]);
    }
  });

  it('is met for ever, by the earliest reply', () => {
    const { ticket } = desk(policy, [
      created('5 09:00'),
      agent('5 09:40'),
      agent('5 09:20', { arrives: '5 09:45' }),
      reply('5 10:00'),
      end('6 09:00'),
    ]);
    expect(ticket.clocks!.first_response!.metAt).toBe(Date.parse(iso('5 09:20')));
  });

  it('counts the hours of its calendar, and a deadline on the end of a slot is that end', () => {
    const office = `${OFFICE}clocks: { first_response: { target: 4h, calendar: office } }\n`;
    // Monday 08:00 UTC is 09:00 in Berlin: three hours until noon, one after lunch.
    expect(
      desk(office + rule('{ clock: { of: first_response, used: 75% } }'), [created('5 08:00'), end('9 09:00')]).lines,
    ).toEqual(['5 11:00 r tells slack:#one']);
    expect(
      desk(office + rule('{ clock: { of: first_response, used: 100% } }'), [created('5 08:00'), end('9 09:00')]).lines,
    ).toEqual(['5 13:00 r tells slack:#one']);
  });
});

describe('a target', () => {
  const policy = `clocks: { first_response: { target: [{ priority: [urgent], customer_tier: [gold], is: 30m }, { tags: [outage], is: 10m }, { customer_tier: [gold], is: 2h }] } }\n${rule('{ clock: { of: first_response, used: 100% } }')}`;

  it.each([
    [{ priority: 'urgent', customerTier: 'gold' }, ['5 09:30 r tells slack:#one']],
    [{ customerTier: 'gold' }, ['5 11:00 r tells slack:#one']],
    [{ customerTier: 'gold', tags: ['x', 'outage'] }, ['5 09:10 r tells slack:#one']],
    [{}, []],
  ])('is that of the first entry that is for the ticket: %j', (ticket, lines) => {
    expect(desk(policy, [created('5 09:00', ticket), end('9 09:00')]).lines).toEqual(lines);
  });

  it('that changes keeps the elapsed time and judges the mark anew', () => {
    const gold = created('5 09:00', { customerTier: 'gold' });
    expect(desk(policy, [gold, change('5 09:05', { tags: ['outage'] }), end('9 09:00')]).lines).toEqual([
      '5 09:10 r tells slack:#one',
    ]);
    expect(desk(policy, [gold, change('5 09:20', { tags: ['outage'] }), end('9 09:00')]).lines).toEqual([
      '5 09:20 r tells slack:#one',
    ]);
  });

  it('that grows makes a mark new, unless it is reached under the new target too', () => {
    const lines = [created('5 09:00', { tags: ['outage'], customerTier: 'gold' })];
    expect(desk(policy, [...lines, change('5 10:00', { tags: [] }), end('9 09:00')]).lines).toEqual([
      '5 09:10 r tells slack:#one',
      '5 11:00 r tells slack:#one',
    ]);
    expect(desk(policy, [...lines, change('5 11:30', { tags: [] }), end('9 09:00')]).lines).toEqual([
      '5 09:10 r tells slack:#one',
    ]);
  });

  it('that grows asks for the mark that was reached first, of two that are one occasion', () => {
    const policy = rule('{ any: [{ clock: { of: resolution, left: 20m } }, { clock: { of: resolution, used: 1% } }] }');
    const lines = [created('5 09:00', { slaHours: 1 }), change('5 10:30', { slaHours: 4 }), end('5 18:00')];
    expect(desk(policy, lines).lines).toEqual(['5 09:00:36 r tells slack:#one']);
  });

  it('is not shortened by the bumps of the engine', () => {
    const bumped = `clocks: { first_response: { target: [{ priority: [urgent], is: 1h }, { is: 4h }] } }
rules:
  - { name: up, when: { sentiment_below: 0 }, to: L2, bump: 3 }
  - { name: r, when: { clock: { of: first_response, used: 100% } }, notify: here }
`;
    const unhappy = created('5 09:00', { sentimentScore: -0.5 });
    expect(desk(bumped, [unhappy, end('9 09:00')]).lines).toEqual(['5 09:00 L1>L2 up', '5 13:00 r tells slack:#two']);
    expect(
      desk(bumped, [
        unhappy,
        change('5 09:30', { priority: 'low' }),
        change('5 09:40', { priority: 'urgent' }),
        end('9 09:00'),
      ]).lines,
    ).toEqual(['5 09:00 L1>L2 up', '5 10:00 r tells slack:#two']);
  });
});

describe('a pause', () => {
  const policy = `clocks: { resolution: { target: 4h, pause: [pending] } }\n${rule('{ clock: { of: resolution, used: 50% } }')}`;

  it('stops the clock from the instant of one status to that of the other', () => {
    const lines = [
      created('5 09:00'),
      change('5 10:00', { status: 'pending' }),
      change('5 13:00', { status: 'open' }),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 14:00 r tells slack:#one']);
  });

  it('counts by when the status was set, not by when it was heard of', () => {
    const lines = [
      created('5 09:00'),
      change('5 10:00', { status: 'pending', arrives: '5 10:30' }),
      change('5 12:00', { status: 'open', arrives: '5 12:20' }),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 13:00 r tells slack:#one']);
  });

  it('doubles no mark, and loses none', () => {
    const lines = [
      created('5 09:00'),
      change('5 11:00', { status: 'pending' }),
      change('5 12:00', { status: 'open' }),
      change('5 13:00', { status: 'pending' }),
      change('5 14:00', { status: 'open' }),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 11:00 r tells slack:#one']);
  });

  it('of a ticket that was opened so begins with its creation', () => {
    const lines = [
      created('5 09:00', { status: 'pending', createdAt: iso('5 06:00') }),
      change('5 10:00', { status: 'open' }),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 12:00 r tells slack:#one']);
  });
});

describe('next_response', () => {
  const policy = `clocks: { next_response: { target: 2h } }\n${rule('{ clock: { of: next_response, used: 100% } }')}`;

  it('runs from the oldest unanswered reply, a cycle each time', () => {
    const lines = [
      created('5 09:00'),
      reply('5 10:00'),
      reply('5 11:00'),
      agent('5 13:00'),
      reply('5 14:00'),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 12:00 r tells slack:#one', '5 16:00 r tells slack:#one']);
  });

  it('starts earlier with an older reply that arrives late, and makes no second cycle', () => {
    const late = [created('5 09:00'), reply('5 11:00'), reply('5 10:00', { arrives: '5 11:30' }), end('9 09:00')];
    expect(desk(policy, late).lines).toEqual(['5 12:00 r tells slack:#one']);
    const later = [created('5 09:00'), reply('5 11:00'), reply('5 10:00', { arrives: '5 13:30' }), end('9 09:00')];
    expect(desk(policy, later).lines).toEqual(['5 13:00 r tells slack:#one']);
  });

  it('is not met by an agent who wrote before the customer did', () => {
    const lines = [created('5 09:00'), reply('5 11:00'), agent('5 10:00', { arrives: '5 12:00' }), end('9 09:00')];
    expect(desk(policy, lines).lines).toEqual(['5 13:00 r tells slack:#one']);
  });

  it('waits for the first response', () => {
    const both = `clocks: { first_response: { target: 9h }, next_response: { target: 2h } }\n${rule('{ clock: { of: next_response, used: 100% } }')}`;
    expect(desk(both, [created('5 09:00'), reply('5 10:00'), end('9 09:00')]).lines).toEqual([]);
    expect(desk(both, [created('5 09:00'), agent('5 10:00'), reply('5 11:00'), end('9 09:00')]).lines).toEqual([
      '5 13:00 r tells slack:#one',
    ]);
  });

  it('is not breached by what the first response answers: it never ran', () => {
    const both = `clocks: { first_response: { target: 9h }, next_response: { target: 2h } }\n${rule('{ breached: [next_response] }')}`;
    const lines = [created('5 09:00'), reply('5 10:00'), agent('5 15:00'), end('9 09:00')];
    expect(desk(both, lines).lines).toEqual([]);
  });

  it('of a cycle that begins in the past knows the pauses since', () => {
    const paused = `clocks: { next_response: { target: 2h, pause: [pending] } }\n${rule('{ clock: { of: next_response, used: 100% } }')}`;
    const pause = [change('5 10:00', { status: 'pending' }), change('5 13:00', { status: 'open' })];
    const late = reply('5 09:30', { arrives: '5 13:10' });
    // Half an hour before the pause, one and a half after it.
    expect(desk(paused, [created('5 09:00'), ...pause, late, end('9 09:00')]).lines).toEqual([
      '5 14:30 r tells slack:#one',
    ]);
    const moved = [created('5 09:00'), ...pause, reply('5 13:05'), late, end('9 09:00')];
    expect(desk(paused, moved).lines).toEqual(['5 14:30 r tells slack:#one']);
  });

  it('of a ticket that was closed stood still until it was reopened', () => {
    const lines = [
      created('5 09:00'),
      change('5 09:10', { status: 'closed' }),
      change('5 14:00', { status: 'open' }),
      reply('5 12:00', { arrives: '5 14:10' }),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines.at(-1)).toBe('5 16:00 r tells slack:#one');
  });
});

describe('a breach', () => {
  it('is recorded at the instant it was reached, once for a cycle', () => {
    const policy = `clocks: { resolution: { target: 2h, pause: [pending] } }\n${rule('{ tags: [never] }')}`;
    const { ticket } = desk(policy, [created('5 09:00'), change('5 12:00', { status: 'pending' }), end('9 09:00')]);
    expect(ticket.clocks!.resolution!.breachedAt).toBe(Date.parse(iso('5 11:00')));
    expect(ticket.slaBreachedAt).toBe(Date.parse(iso('5 11:00')));
  });

  it('is asked for by `breached`, by clock and cycle', () => {
    const policy = `clocks: { next_response: { target: 1h } }\n${rule('{ breached: [next_response], status: [open] }')}`;
    const lines = [
      created('5 09:00'),
      reply('5 10:00'),
      agent('5 12:00'),
      change('5 13:00', { status: 'pending' }),
      change('5 14:00', { status: 'open' }),
      reply('5 15:00'),
      end('9 09:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 11:00 r tells slack:#one', '5 16:00 r tells slack:#one']);
  });

  it('is that of the last cycle that ran, while the clock is off', () => {
    const policy = `clocks: { next_response: { target: [{ tags: [sla], is: 1h }] } }\n${rule('{ breached: [next_response], status: [open] }')}`;
    const lines = [
      created('5 09:00', { tags: ['sla'], status: 'new' }),
      reply('5 10:00'),
      change('5 12:00', { tags: [] }),
      agent('5 12:30'),
      reply('5 13:00'),
      change('5 15:00', { status: 'open' }),
      end('5 16:00'),
    ];
    expect(desk(policy, lines).lines).toEqual(['5 15:00 r tells slack:#one']);
    // Once it is on, its present cycle is asked.
    const on = [...lines.slice(0, -2), change('5 13:30', { tags: ['sla'] }), change('5 13:40', { status: 'open' })];
    expect(desk(policy, [...on, end('5 13:59')]).lines).toEqual([]);
    expect(desk(policy, [...on, end('5 16:00')]).lines).toEqual(['5 14:00 r tells slack:#one']);
  });

  it('is taken back by a target that has not been reached yet', () => {
    const policy = rule('{ sla_used: 100% }');
    const { lines, ticket } = desk(policy, [
      created('5 09:00', { slaHours: 1 }),
      change('5 11:00', { slaHours: 5 }),
      end('5 13:00'),
    ]);
    expect(lines).toEqual(['5 10:00 r tells slack:#one']);
    expect(ticket.slaBreachedAt).toBeNull();
  });
});

describe('a target that changes after a rule with more than one mark of its clock has fired', () => {
  const fired = (when: string, told: Parameters<typeof desk>[1]) => desk(rule(when), told).lines;
  const extended = [created('5 06:00', { slaHours: 4 }), change('5 09:30', { slaHours: 8 }), end('5 18:00')];

  it('loses no mark: the one that gave the occurrence is judged anew', () => {
    const any = '{ any: [{ clock: { of: resolution, used: 25% }, status: [pending] }, { sla_used: 75% }] }';
    expect(fired(any, extended)).toEqual(['5 09:00 r tells slack:#one', '5 12:00 r tells slack:#one']);
    const all = '{ all: [{ clock: { of: resolution, used: 25% } }, { clock: { of: resolution, used: 75% } }] }';
    expect(fired(all, extended)).toEqual(['5 09:00 r tells slack:#one', '5 12:00 r tells slack:#one']);
  });

  it('doubles none, after a second change neither', () => {
    const any = '{ any: [{ clock: { of: resolution, used: 25% } }, { clock: { of: resolution, left: 5h } }] }';
    const told = [
      created('5 08:00', { createdAt: iso('5 06:00'), slaHours: 4 }),
      change('5 16:00', { slaHours: 20 }),
      change('5 17:00', { slaHours: 30 }),
      end('7 09:00'),
    ];
    expect(fired(any, told)).toEqual(['5 08:00 r tells slack:#one']);
  });
});
