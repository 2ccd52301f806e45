/** Policies of desks with everything that they may ask for, and what happens to a ticket under them; for tests that compare two ways of telling it. */
import fc from 'fast-check';
import type { Fact } from '../../../src/domain/ticket/facts.js';
import type { TimelineCommand } from '../../../src/domain/ticket/commands/definition.js';
import { parsePolicy } from '../../../src/policy/index.js';

const MINUTE = 60_000;
export const TICK = 5 * MINUTE;
export const TICKS = 12 * 36;
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
people:
  anna: { email: anna@example.com, slack: U012ANNA }
  ben: { email: ben@example.com, slack: U012BENN }
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
  'notify: [{ slack: primary, hours: nights }, { slack: "#ops", mention: primary }], repeat: { every: 3h, at_most: 4 }',
  'notify: [{ email: primary, hours: office }], wakes: true',
);
export const rules = fc.array(fc.tuple(condition, effect), { minLength: 2, maxLength: 4 });

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
  'unack',
  'snooze',
  'awake',
  'close',
);
export const life = fc.array(fc.tuple(fc.integer({ min: 1, max: TICKS }), happening), { minLength: 4, maxLength: 14 });

export type Life = [tick: number, what: string][];

/** The policy with these rules. @throws PolicyError if they are none */
export function deskOf(chosen: readonly [when: string, effect: string][]): ReturnType<typeof parsePolicy> {
  return parsePolicy(deskYaml(chosen), 'policy.yaml', DAY);
}

function deskYaml(chosen: readonly [when: string, effect: string][]): string {
  const lines = chosen.map(([when, how], i) => `  - { name: r${i}, when: ${when}, ${how} }`).join('\n');
  return `${BASE}rules:\n${lines}\n`;
}

type Happening = Fact extends infer F ? (F extends Fact ? Omit<F, 'eventId' | 'at'> : never) : never;

/** What people ask for, as a line of a timeline has it; undefined: it is a fact. */
export function askedFor(what: string, id: string, now: number): TimelineCommand | undefined {
  const asked = { eventId: id, by: 'ann' };
  switch (what) {
    case 'ack':
      return { ...asked, type: 'acknowledged' };
    case 'unack':
      return { ...asked, type: 'unacknowledged' };
    case 'snooze':
      return { ...asked, type: 'snoozed', until: now + 17 * TICK };
    case 'awake':
      return { ...asked, type: 'snoozed', until: null };
    default:
      return undefined;
  }
}

/** What happens, as a fact; undefined: people ask for it. */
export function factOf(what: string): Happening | undefined {
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
    case 'ack':
    case 'unack':
    case 'snooze':
    case 'awake':
      return undefined;
    default:
      return { type: 'ticket_changed', status: what === 'close' ? 'closed' : what };
  }
}
