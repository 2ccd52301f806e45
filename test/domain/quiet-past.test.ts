/** Taken in quietly: what came true before is skipped, what comes true later is not. */
import { expect, test } from 'vitest';
import { decide } from '../../src/domain/ladder/decide.js';
import { quietPast } from '../../src/domain/ladder/quiet-past.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import { applyFact } from '../../src/domain/ticket/facts.js';
import { parsePolicy } from '../../src/policy/index.js';

const { policy } = parsePolicy(
  `
version: 1
tiers:
  - { name: L1, group: one }
  - { name: L2, group: two, notify: [{ slack: "#two" }] }
  - { name: manager, group: three, notify: [{ slack: "#three" }] }
priorities: [low, normal, high]
cooldown: 4h
rules:
  - { name: half, when: { sla_used: 50% }, to: L2, bump: 1 }
  - { name: whole, when: { sla_used: 100% }, to: manager, bump: 2 }
  - { name: angry, when: { sentiment_below: -0.6 }, to: L2 }
  - { name: often, when: { customer_replies: 3 }, to: L2 }
`,
  'p.yaml',
);

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');
const ticket = (hoursOld: number, rest: object = {}) =>
  newTicketState(
    {
      ...{ ticketId: 'T', status: 'open', priority: 'normal', customerTier: 'x', slaHours: 10 },
      ...{ createdAt: NOW - hoursOld * HOUR, ...rest },
    },
    policy,
    'hash',
    NOW,
  );
const kinds = (effects: ReturnType<typeof decide>['effects']) =>
  effects.map((one) =>
    one.kind === 'log'
      ? `${one.entry.decision.kind} ${'rule' in one.entry.decision ? one.entry.decision.rule : ''}`
      : one.kind,
  );

test('every rule that would fire is skipped, in policy order, and nobody is told', () => {
  const { state, effects } = quietPast(ticket(30, { sentimentScore: -0.9, customerReplyCount: 4 }), NOW);
  expect(kinds(effects)).toEqual(['skipped half', 'skipped whole', 'skipped angry', 'skipped often']);
  const decided = decide(state, NOW);
  expect(decided.effects).toEqual([]);
  expect(decided.state).toMatchObject({ tier: 'L1', priority: 'normal', seq: 0, slaBreachedAt: NOW - 20 * HOUR });
});

test('a mark that is still ahead fires when it comes', () => {
  const { state, effects } = quietPast(ticket(6), NOW);
  expect(kinds(effects)).toEqual(['skipped half']);
  const decided = decide(state, NOW);
  expect(decided.nextWakeAt).toBe(NOW + 4 * HOUR);
  expect(kinds(decide(decided.state, NOW + 4 * HOUR).effects)).toContain('escalated whole');
});

test('news count as ever', () => {
  const { state } = quietPast(ticket(30, { customerReplyCount: 5 }), NOW);
  const fact = { type: 'customer_replied', eventId: 'e', at: NOW + 1_000 } as const;
  const { state: told } = applyFact(decide(state, NOW).state, fact, NOW + 1_000);
  expect(kinds(decide(told, NOW + 1_000).effects)).toContain('escalated often');
});

test('a rule that has got what it asks for is over too, and nothing is said of it', () => {
  const { state, effects } = quietPast(ticket(6, { tier: 'L2' }), NOW);
  expect(effects).toEqual([]);
  expect(state.marks['half']!.consumed).toHaveLength(1);
});

test('a new ticket is as any other', () => {
  const fresh = ticket(0);
  expect(quietPast(fresh, NOW)).toEqual({ state: fresh, effects: [] });
});
