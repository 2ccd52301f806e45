/** How much a decision looks at: each rule once for each state it comes through, and instances only where they are needed. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decide } from '../../src/domain/ladder/decide.js';
import { applyFact } from '../../src/domain/ticket/facts.js';
import { PREDICATES } from '../../src/domain/rules/predicates/index.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../src/domain/ticket/ticket.js';
import { DEFAULT_HASH, HOUR, policyWith, rule } from '../support/domain/policies.js';
import { newTicket, START } from '../support/domain/watch.js';

/** Each predicate stands in one rule, so that its calls are the readings of that rule. */
const policy = policyWith({
  rules: [
    rule('soon', { sla_used: 75 }, 'L2'),
    rule('quiet', { idle: 2 * HOUR }, 'L3'),
    rule('angry', { sentiment_below: -0.6 }, 'L2'),
    rule('often', { customer_replies: 3 }, 'next'),
    rule('stuck', { stalled: 4 * HOUR }, 'manager'),
  ],
});
const predicates = [
  PREDICATES.sla_used,
  PREDICATES.idle,
  PREDICATES.sentiment_below,
  PREDICATES.customer_replies,
  PREDICATES.stalled,
];

/** Decides and counts: how often each rule was read, and how many instances were made. */
function counted(ticket: TicketState, now: number) {
  const readings = predicates.map((predicate) => vi.spyOn(predicate, 'holdsFrom'));
  const instances = predicates.map((predicate) => vi.spyOn(predicate, 'instance'));
  const outcome = decide(ticket, now);
  const kinds = outcome.effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry.decision.kind] : []));
  return {
    outcome,
    kinds,
    readings: readings.map((spy) => spy.mock.calls.length),
    instances: instances.map((spy) => spy.mock.calls.length),
  };
}

afterEach(() => vi.restoreAllMocks());

const begun = (told: Parameters<typeof newTicket>[0] = {}) =>
  newTicketState(newTicket(told), policy, DEFAULT_HASH, START);

describe('a decision', () => {
  it('that finds nothing reads each rule once and makes no instance', () => {
    const { outcome, readings, instances } = counted(begun(), START + HOUR);
    expect(outcome.nextWakeAt).toBe(START + 2 * HOUR);
    expect({ readings, instances }).toEqual({ readings: [1, 1, 1, 1, 1], instances: [0, 0, 0, 0, 0] });
  });

  it('reads each rule once more after its transition, and makes the instances of rules that hold alone', () => {
    const { kinds, readings, instances } = counted(begun({ sentimentScore: -0.9 }), START);
    expect(kinds).toEqual(['escalated']);
    expect(readings).toEqual([2, 2, 2, 2, 2]);
    expect(instances).toEqual([0, 0, 2, 0, 0]); // To consume it, and to see in the next state that it is consumed.
  });

  it('of several steps reads them once for each state, also where rules are held and satisfied', () => {
    const climbed = decide(begun({ sentimentScore: -0.9, customerReplyCount: 3 }), START).state;
    const confirmed = applyFact(
      climbed,
      { type: 'resolution_confirmed', eventId: 'yes', at: START + 3 * HOUR },
      START + 3 * HOUR,
    );
    const { kinds, readings } = counted(confirmed.state, START + 3 * HOUR);
    expect(kinds).toEqual(['deescalated', 'closed']);
    expect(readings).toEqual([2, 2, 2, 2, 2]);
  });

  it('reads nothing of a ticket that is closed', () => {
    const closed = decide(begun({ status: 'closed' }), START).state;
    expect(counted(closed, START + 9 * HOUR).readings).toEqual([0, 0, 0, 0, 0]);
  });
});
