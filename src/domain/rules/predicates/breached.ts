/** `breached: [first_response]` */
import { breachAt, breachCycle } from '../clocks.js';
import type { ClockName } from '../policy.js';
import type { TicketState } from '../../ticket/ticket.js';
import { NEVER, type Predicate } from './predicate.js';

export const breached: Predicate<'clocks'> = {
  kind: 'clocks',
  description: 'One of these clocks was breached in its present cycle, or in its last if none runs.',
  holdsFrom: (clocks, ticket, at) => {
    const breach = firstBreached(clocks, ticket, at);
    return breach ? breachAt(ticket, breach) : Math.min(...clocks.map((name) => breachAt(ticket, name)));
  },
  // One that stands before it in the list gives another occurrence.
  holdsUntil(clocks, ticket, at) {
    const earlier = clocks.slice(0, Math.max(0, clocks.indexOf(firstBreached(clocks, ticket, at)!)));
    return Math.min(NEVER, ...earlier.map((name) => breachAt(ticket, name)));
  },
  instance(clocks, ticket, at) {
    const name = firstBreached(clocks, ticket, at) ?? clocks[0]!;
    return [name, breachCycle(ticket, name)];
  },
  words: (clocks) => `${clocks.join(' or ')} breached`,
  cause: (clocks) => `${clocks.join(' or ').replaceAll('_', ' ')} breached`,
};

function firstBreached(clocks: ClockName[], ticket: TicketState, at: number): ClockName | undefined {
  return clocks.find((name) => breachAt(ticket, name) <= at);
}
