/** What is true of every story: decisions are values made of values, and the state stays plain and small. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../../src/domain/ladder/decide.js';
import { applyFact, type Fact } from '../../../src/domain/ticket/facts.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { DEFAULT_POLICY, MINUTE } from '../../support/domain/policies.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { policies, reports, stories } from '../../support/domain/stories.js';
import { tell } from '../../support/domain/telling.js';
import { newTicket, START } from '../../support/domain/watch.js';

announceSeed(import.meta.url);

it('deciding again at the same instant does nothing, and gives back the very same state', () => {
  holdsFor(120, stories, (story) => {
    for (const { now, outcome } of tell(story)) {
      const again = decide(outcome.state, now);
      expect(again.state).toBe(outcome.state);
      expect(again).toEqual({ ...outcome, effects: [] });
    }
  });
});

it('a state that went through JSON is the same and decides the same', () => {
  holdsFor(60, stories, (story) => {
    for (const { now, before, outcome } of tell(story)) {
      const copy = JSON.parse(JSON.stringify(before)) as TicketState;
      expect(copy).toEqual(before);
      expect(decide(copy, now)).toEqual(outcome);
    }
  });
});

it('deciding twice from the same values comes to the same', () => {
  holdsFor(50, stories, (story) => {
    expect(tell(story)).toEqual(tell(story));
  });
});

it('stays small, however much happens: 10,000 facts', () => {
  const manyReports = fc.array(reports, { minLength: 100, maxLength: 100 });
  const rules = fc.record({ policy: fc.oneof(fc.constant(DEFAULT_POLICY), policies), reports: manyReports });
  holdsFor(1, rules, ({ policy, reports: round }) => {
    let state = newTicketState(newTicket(), policy, 'a-hash', START);
    let longest = 0;
    for (let i = 0; i < 10_000; i++) {
      const now = START + i * 7 * MINUTE;
      const { draft, lateness } = round[i % round.length]!;
      const unlike = draft.type === 'ticket_changed' && draft.slaHours ? { slaHours: draft.slaHours + i / 16 } : {};
      const fact = { ...draft, ...unlike, eventId: `event-${i}`, at: now - lateness } as Fact;
      state = decide(applyFact(state, fact, now).state, now).state;
      // The status that opens it again: a closed ticket would hear nothing.
      if (state.closed) {
        const open: Fact = { type: 'ticket_changed', status: 'open', eventId: `open-${i}`, at: now };
        state = applyFact(state, open, now).state;
      }
      if (i % 2000 === 1999) longest = Math.max(longest, JSON.stringify({ ...state, policy: null }).length);
    }
    expect(state.seenIds).toHaveLength(500);
    expect(state.history).toHaveLength(20);
    for (const { consumed, held } of Object.values(state.marks)) {
      expect(Math.max(consumed.length, held.length)).toBeLessThanOrEqual(64);
    }
    // 500 ids, 20 decisions, 64 instances of each rule consumed and 64 held, and the ticket.
    expect(longest).toBeLessThan(500 * 14 + 20 * 500 + policy.rules.length * 2 * 64 * 60 + 2_000);
  });
});
