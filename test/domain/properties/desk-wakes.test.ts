/** The engine wakes whenever something would happen: looking every five minutes besides finds nothing that it has missed. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../../src/domain/ladder/decide.js';
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { applyFact, type Fact } from '../../../src/domain/ticket/facts.js';
import { acknowledgedBy } from '../../../src/domain/ticket/commands/acknowledge.js';
import { snoozedUntil } from '../../../src/domain/ticket/commands/snooze.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { parsePolicy } from '../../../src/policy/index.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';

announceSeed(import.meta.url);

const MINUTE = 60_000;
const TICK = 5 * MINUTE;
const START = Date.UTC(2026, 0, 5, 7);
const TICKS = 12 * 36;
const DAY = Date.UTC(2026, 0, 1) / 86_400_000;

const BASE = `
version: 1
calendars:
  office: { time_zone: Europe/Berlin, hours: { mon-fri: [09:00-12:00, 13:00-17:30] } }
  nights: { time_zone: Asia/Kolkata, hours: { mon-sun: [18:00-23:30] } }
clocks:
  first_response: { target: [{ priority: [urgent], is: 1h }, { customer_tier: [gold], is: 4h }], calendar: office, pause: [pending] }
  next_response: { target: 90m, pause: [on_hold] }
  resolution: { target: ticket, calendar: office, pause: [pending] }
people: { anna: { email: anna@example.com }, ben: { email: ben@example.com } }
rotations: { primary: { members: [anna, ben], every: 5h, from: 2026-01-05T07:00, time_zone: UTC } }
tiers:
  - { name: L1, group: one }
  - { name: L2, group: two, notify: [{ slack: "#two" }, { email: primary, hours: office }] }
  - { name: L3, group: three, notify: [{ email: primary }] }
cooldown: 1h
acknowledgement: { for: 2h, ends: [customer_reply] }
reopen: { on: customer_reply, within: 6h, status: open }
auto_close: { status: [pending], idle: 5h, as: closed }
de_escalate:
  - { when: { sentiment_at_least: 0.5 }, to: previous, unless: { hours: nights } }
`;

const leaf = fc.constantFrom(
  '{ idle: 2h }',
  '{ idle: { for: 90m, calendar: office } }',
  '{ waiting: 1h }',
  '{ waiting: { for: 2h, calendar: nights } }',
  '{ in_tier: 3h }',
  '{ stalled: 95m }',
  '{ unanswered_replies: 2 }',
  '{ customer_replies: 2 }',
  '{ sla_used: 50% }',
  '{ clock: { of: first_response, left: 20m } }',
  '{ clock: { of: next_response, used: 100% } }',
  '{ breached: [next_response, first_response] }',
  '{ hours: office }',
  '{ hours: nights }',
  '{ sentiment: { last: 2, below: 0 } }',
  '{ not: { hours: office } }',
  '{ status: [open], not: { idle: 30m } }',
);
const gate = fc.constantFrom(
  '{ status: [open] }',
  '{ hours: office }',
  '{ idle: 30m }',
  '{ tier: [L1, L2] }',
  '{ breached: [resolution] }',
);
const condition = fc.oneof(
  leaf,
  fc.tuple(leaf, leaf).map(([a, b]) => `{ any: [${a}, ${b}] }`),
  fc.tuple(leaf, gate).map(([a, b]) => `{ all: [${a}, ${b}] }`),
  fc.tuple(leaf, gate).map(([a, b]) => `{ all: [${a}], not: ${b} }`),
  fc.tuple(leaf, leaf, gate).map(([a, b, c]) => `{ any: [{ all: [${a}, ${c}] }, { all: [${b}], not: ${c} }] }`),
);
const effect = fc.constantFrom(
  'to: L2',
  'to: L3, bump: 1, cooldown: 2h',
  'to: next, bypass_cooldown: true',
  'notify: here, repeat: { every: 40m, at_most: 3 }',
  'notify: [{ email: primary, hours: office }]',
  'to: L2, repeat: { every: 25m, at_most: 2 }, heeds_ack: true',
);
const rules = fc.array(fc.tuple(condition, effect), { minLength: 1, maxLength: 4 });

const happening = fc.constantFrom(
  'reply',
  'agent',
  'pending',
  'open',
  'on_hold',
  'urgent',
  'low',
  'good',
  'bad',
  'ack',
  'snooze',
  'awake',
  'close',
);
const life = fc.array(fc.tuple(fc.integer({ min: 1, max: TICKS }), happening), { maxLength: 14 });

type Life = [tick: number, what: string][];

function told(ticket: TicketState, what: string, id: string, now: number): TicketState {
  if (what === 'ack') return ticket.closed ? ticket : acknowledgedBy(ticket, 'anna', now).state;
  if (what === 'snooze') return ticket.closed ? ticket : snoozedUntil(ticket, now + 17 * TICK, 'anna', now).state;
  if (what === 'awake') return ticket.closed ? ticket : snoozedUntil(ticket, null, 'anna', now).state;
  return applyFact(ticket, { ...factOf(what), eventId: id, at: now } as Fact, now).state;
}

function factOf(what: string): object {
  switch (what) {
    case 'reply':
      return { type: 'customer_replied' };
    case 'agent':
      return { type: 'agent_replied' };
    case 'good':
    case 'bad':
      return { type: 'sentiment_scored', score: what === 'good' ? 0.7 : -0.7 };
    case 'urgent':
    case 'low':
      return { type: 'ticket_changed', priority: what };
    default:
      return { type: 'ticket_changed', status: what === 'close' ? 'closed' : what };
  }
}

/** Lives through it; `restless` looks at every tick besides. */
function lived(start: TicketState, told_: Life, restless: boolean): Decision[] {
  const decisions: Decision[] = [];
  let ticket = start;
  let wakeAt: number | null = START;
  const look = (now: number) => {
    const outcome = decide(ticket, now);
    expect(JSON.parse(JSON.stringify(outcome.state))).toEqual(outcome.state);
    if (outcome.nextWakeAt !== null) expect(outcome.nextWakeAt).toBeGreaterThan(now);
    ticket = outcome.state;
    wakeAt = outcome.nextWakeAt;
    for (const one of outcome.effects) if (one.kind === 'log') decisions.push(one.entry.decision);
  };
  for (let tick = 0; tick <= TICKS; tick++) {
    const now = START + tick * TICK;
    while (wakeAt !== null && wakeAt < now) look(wakeAt);
    const news = told_.filter(([at]) => at === tick);
    for (const [i, [, what]] of news.entries()) ticket = told(ticket, what, `${tick}-${i}`, now);
    if (news.length > 0 || wakeAt === now || restless) look(now);
  }
  return decisions;
}

it(
  'and what has happened at no instant is the same as if somebody had looked all the time',
  { timeout: 120_000 },
  () => {
    let decided = 0;
    holdsFor(60, fc.tuple(rules, life), ([chosen, story]) => {
      const lines = chosen.map(([when, how], i) => `  - { name: r${i}, when: ${when}, ${how} }`).join('\n');
      const { policy, hash } = parsePolicy(`${BASE}rules:\n${lines}\n`, 'policy.yaml', DAY);
      const ticket = { ticketId: 'T', status: 'open', priority: 'normal', customerTier: 'gold', slaHours: 6 };
      const start = newTicketState(ticket, policy, hash, START);
      const calm = lived(start, story, false);
      expect(lived(start, story, true)).toEqual(calm);
      decided += calm.length;
    });
    expect(decided).toBeGreaterThan(100);
  },
);
