/** What `rung doctor` says of how many tickets are open. */
import { expect, it } from 'vitest';
import { openTicketsCheck } from '../../src/cli/open-tickets.js';

it.each<[number, boolean, boolean]>([
  [10_000, true, true],
  [20_001, true, false],
  [1_000_000, false, true],
])('%i open tickets, by the local stack: %s', (count, isLocalStack, ok) => {
  expect(openTicketsCheck(count, isLocalStack)).toMatchObject({ ok, name: 'Open tickets' });
});

it('says from how many on the local stack is the wrong place, and what to use instead', () => {
  expect(openTicketsCheck(20_001, true)).toMatchObject({
    detail: '20,001 are watched by the local stack, which is the wrong place from 20,000 on',
    remedy: expect.stringContaining('Use a Temporal cluster and MongoDB') as string,
  });
});
