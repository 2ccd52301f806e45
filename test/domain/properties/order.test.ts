/** What is true of all facts: they may come twice, late and in any order, and end in the same state wherever they commute. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../../src/domain/ladder/decide.js';
import { applyFact, type Fact } from '../../../src/domain/ticket/facts.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { HOUR, MINUTE } from '../../support/domain/policies.js';
import { announceSeed, holdsFor } from '../../support/domain/seed.js';
import { stories } from '../../support/domain/stories.js';
import { tell } from '../../support/domain/telling.js';

announceSeed(import.meta.url);

type Kind = 'customer' | 'agent' | 'score' | 'status' | 'priority' | 'customerTier' | 'slaHours' | 'group';
const kinds = fc.constantFrom<Kind>('customer', 'agent', 'score', 'status', 'priority', 'customerTier', 'group');

/** The i-th fact of its story, i minutes on; every change is to a value that was not there before. */
function factOf(kind: Kind, i: number, value: number, start: number): Fact {
  const happened = { eventId: `shuffled-${i}`, at: start + i * MINUTE };
  const fresh = `${kind}-${i}`;
  switch (kind) {
    case 'customer':
      return { ...happened, type: 'customer_replied' };
    case 'agent':
      return { ...happened, type: 'agent_replied' };
    case 'score':
      return { ...happened, type: 'sentiment_scored', score: value };
    case 'slaHours':
      return { ...happened, type: 'ticket_changed', slaHours: 2 + Math.abs(value) * 10 };
    case 'group':
      return { ...happened, type: 'ticket_changed', assigneeGroup: fresh };
    default:
      return { ...happened, type: 'ticket_changed', [kind]: fresh };
  }
}

const disorders = fc
  .record({
    story: stories,
    kinds: fc.array(kinds, { minLength: 1, maxLength: 12 }),
    sla: fc.boolean(),
    value: fc.double({ min: -1, max: 1, noNaN: true }),
  })
  .chain(({ story, kinds: chosen, sla, value }) => {
    const all: Kind[] = sla ? [...chosen, 'slaHours'] : chosen;
    const order = all.map((_kind, i) => i);
    return fc.record({
      story: fc.constant(story),
      kinds: fc.constant(all),
      value: fc.constant(value),
      shuffled: fc.shuffledSubarray(order, { minLength: order.length }),
      repeated: fc.subarray(order),
    });
  });

const withoutIds = ({ seenIds, ...state }: TicketState) => ({ ...state, seenIds: seenIds.length });

it('shuffled and repeated facts of one wake end in the same state and the same decision', () => {
  holdsFor(120, disorders, ({ story, kinds: all, value, shuffled, repeated }) => {
    const { now: start, outcome } = tell(story).at(-1)!;
    const now = start + HOUR;
    const facts = all.map((kind, i) => factOf(kind, i, Math.cos(value + i), start));
    const hear = (heard: Fact[]) => {
      const begin = outcome.state.closed ? { ...outcome.state, closed: false, status: 'open' } : outcome.state;
      const state = heard.reduce<TicketState>((ticket, fact) => applyFact(ticket, fact, now).state, begin);
      return { heard: withoutIds(state), decided: withoutIds(decide(state, now).state) };
    };
    const disordered = [...shuffled, ...repeated].map((i) => facts[i]!);
    expect(hear(disordered)).toEqual(hear(facts));
  });
});

it('facts that come late one by one end in the state of the ordered sequence, where no rule asks for anything', () => {
  holdsFor(120, disorders, ({ story, kinds: all, value, shuffled, repeated }) => {
    const { now: start, outcome } = tell({ ...story, chapters: [] }).at(-1)!;
    const quiet = {
      ...outcome.state,
      closed: false,
      status: 'open',
      policy: { ...story.policy, rules: [] },
      steps: [],
    };
    const facts = all.map((kind, i) => factOf(kind, i, Math.cos(value + i), start));
    const hear = (heard: Fact[]) =>
      heard.reduce<TicketState>(
        (ticket, fact) => decide(applyFact(ticket, fact, start + HOUR).state, start + HOUR).state,
        quiet,
      );
    const disordered = [...shuffled, ...repeated].map((i) => facts[i]!);
    expect(withoutIds(hear(disordered))).toEqual(withoutIds(hear(facts)));
  });
});
