/** The order of `rung list`. */
import { expect, it } from 'vitest';
import { inOrder } from '../../src/client/list.js';

const ladder = ['L1', 'L2', 'manager'];
const ticket = (ticketId: string, tier: string | null, nextDeadlineAt: string | null = null) => ({
  ticketId,
  tier,
  nextDeadlineAt,
});
const ordered = (tickets: ReturnType<typeof ticket>[], tiers = ladder) =>
  inOrder(tickets, tiers).map(({ ticketId }) => ticketId);

it('is highest tier first, then next deadline, then id; without a deadline last', () => {
  const soon = '2026-01-05T09:00:00.000Z';
  const later = '2026-01-05T10:00:00.000Z';
  expect(
    ordered([
      ticket('a', 'L1', soon),
      ticket('b', 'L2'),
      ticket('d', 'L2', later),
      ticket('c', 'L2', later),
      ticket('e', 'manager'),
      ticket('f', 'L2', soon),
    ]),
  ).toEqual(['e', 'f', 'c', 'd', 'b', 'a']);
});

it('has tiers of another policy first, by name, and tickets without a tier last', () => {
  const tickets = [
    ticket('a', 'L1'),
    ticket('b', 'night'),
    ticket('c', null),
    ticket('d', 'board'),
    ticket('e', 'manager'),
  ];
  expect(ordered(tickets)).toEqual(['d', 'b', 'e', 'a', 'c']);
  expect(ordered(tickets, [])).toEqual(['a', 'd', 'e', 'b', 'c']);
});
