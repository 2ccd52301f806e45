/** Random policies, tickets and stories for property tests: everything happens at whole minutes. */
import fc from 'fast-check';
import type { Command } from '../../../src/domain/ticket/commands.js';
import type { Fact } from '../../../src/domain/ticket/facts.js';
import type { DeEscalation, Policy, Rule, When } from '../../../src/domain/rules/policy.js';
import type { NewTicket } from '../../../src/domain/ticket/ticket.js';
import { DEFAULT_POLICY, HOUR, MINUTE, policyWith, rule } from './policies.js';
import { newTicket, START } from './watch.js';

const TIERS = DEFAULT_POLICY.tiers.map(({ name }) => name);
const STATUSES = ['open', 'pending', 'waiting'];
const CUSTOMERS = ['standard', 'business', 'enterprise'];
const PRIORITIES = DEFAULT_POLICY.priorities;

const minutes = (min: number, max: number) => fc.integer({ min, max }).map((length) => length * MINUTE);
/** Scores around all the limits in use. */
const scores = fc.constantFrom(-1, -0.61, -0.6, -0.3, -0.2, 0, 0.049, 0.05, 0.5, 1);
const someOf = (values: string[]) => fc.subarray(values, { minLength: 1 });

const whens: fc.Arbitrary<When> = fc
  .record(
    {
      sla_used: fc.constantFrom(25, 50, 75, 100, 150),
      idle: minutes(10, 180),
      stalled: minutes(10, 240),
      sentiment_below: fc.constantFrom(-0.6, -0.2, 0),
      customer_replies: fc.integer({ min: 1, max: 4 }),
      status: someOf(STATUSES),
      customer_tier: someOf(CUSTOMERS),
      tier: someOf(TIERS),
      priority: someOf(PRIORITIES),
    },
    { requiredKeys: [] },
  )
  .chain((all) => {
    const keys = Object.keys(all) as (keyof typeof all)[];
    // One to three conditions, in any order: with more, hardly a rule ever holds.
    return fc
      .shuffledSubarray(keys, { minLength: Math.min(1, keys.length), maxLength: Math.min(3, keys.length) })
      .map((chosen) => (chosen.length > 0 ? Object.fromEntries(chosen.map((key) => [key, all[key]])) : { idle: HOUR }));
  });

const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      when: whens,
      to: fc.constantFrom('L2', 'L2', 'L3', 'manager', 'next'),
      bump: fc.integer({ min: 0, max: 2 }),
      bypassCooldown: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 6, size: 'max' },
  )
  .map((list) => list.map(({ when, to, ...more }, i) => rule(`rule_${i + 1}`, when, to, more)));

const deEscalations: fc.Arbitrary<DeEscalation[]> = fc.subarray([
  { when: { resolution_confirmed: true }, to: 'base' },
  { when: { sentiment_at_least: 0.05 }, to: 'previous' },
]);

/** The default policy, and random ones. */
export const policies: fc.Arbitrary<Policy> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(DEFAULT_POLICY) },
  {
    weight: 4,
    arbitrary: fc
      .record({ rules, cooldown: fc.constantFrom(0, 30, 60, 240).map((m) => m * MINUTE), deEscalate: deEscalations })
      .map(policyWith),
  },
);

/** An SLA of 1 to 12 h, whose quarters are whole minutes. */
const slas = fc.integer({ min: 1, max: 12 });

export const tickets: fc.Arbitrary<NewTicket> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    priority: fc.constantFrom(...PRIORITIES),
    customerTier: fc.constantFrom(...CUSTOMERS),
    slaHours: slas,
    tier: fc.constantFrom('L1', 'L1', 'L2'),
    createdAt: minutes(0, 300).map((age) => START - age),
  })
  .map((told) => ({ ...newTicket(), ...told }));

type Drafted<T> = T extends unknown ? Omit<T, 'at' | 'eventId'> : never;

/** What may be told of a ticket; `lateness` is how long ago it happened. */
export interface Report {
  draft: Drafted<Fact>;
  lateness: number;
  /** Told under the id of the fact before it: a repeat. */
  repeat: boolean;
}

const harmless: fc.Arbitrary<Drafted<Fact>> = fc.oneof(
  fc.record({ type: fc.constant('customer_replied' as const) }),
  fc.record({ type: fc.constant('agent_replied' as const) }),
  fc.record({ type: fc.constant('sentiment_scored' as const), score: scores }),
  fc
    .record(
      {
        status: fc.constantFrom(...STATUSES),
        priority: fc.constantFrom(...PRIORITIES),
        customerTier: fc.constantFrom(...CUSTOMERS),
        slaHours: slas,
        assigneeGroup: fc.constantFrom('tier1_support', 'tier2_support', 'night_shift'),
      },
      { requiredKeys: [] },
    )
    .map((changes) => ({ type: 'ticket_changed' as const, ...changes })),
);
const closing: fc.Arbitrary<Drafted<Fact>> = fc.constantFrom<Drafted<Fact>>(
  { type: 'resolution_confirmed' },
  { type: 'ticket_changed', status: 'resolved' },
  { type: 'ticket_changed', status: 'closed' },
);

export const reports: fc.Arbitrary<Report> = fc.record({
  draft: fc.oneof({ weight: 15, arbitrary: harmless }, { weight: 1, arbitrary: closing }),
  lateness: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: minutes(0, 120) }),
  repeat: fc.constantFrom(false, false, false, false, true),
});

export type Order = Pick<Command, 'type'> & { to?: string };
const orders: fc.Arbitrary<Order> = fc.constantFrom<Order>(
  { type: 'acknowledge' },
  { type: 'escalate' },
  { type: 'escalate', to: 'L3' },
  { type: 'de_escalate' },
  { type: 'de_escalate', to: 'base' },
);

/** Something happens after a while: facts that are there together, perhaps a command too; perhaps nothing was awake till then. */
export interface Chapter {
  after: number;
  asleep: boolean;
  reports: Report[];
  order: Order | null;
}

const chapters: fc.Arbitrary<Chapter> = fc.record({
  after: minutes(0, 200),
  asleep: fc.constantFrom(false, false, false, true),
  reports: fc.array(reports, { maxLength: 4, size: 'max' }),
  order: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: orders }),
});

export interface Story {
  policy: Policy;
  ticket: NewTicket;
  chapters: Chapter[];
}

/** Whole lives of tickets, with people's commands. */
export const stories: fc.Arbitrary<Story> = fc.record({
  policy: policies,
  ticket: tickets,
  chapters: fc.array(chapters, { maxLength: 16, size: 'max' }),
});
