/** What `rung event` makes of what is written behind it. */
import { expect, it } from 'vitest';
import { EVENTS } from '../../src/cli/commands/event.js';

it.each([
  ['status', 'pending', { status: 'pending' }],
  ['sla', '4', { slaHours: 4 }],
  ['customer-tier', 'gold', { customerTier: 'gold' }],
  ['tags', 'outage, eu', { tags: ['outage', 'eu'] }],
  ['tags', '', { tags: [] }],
  ['field', 'product=a=b', { fields: { product: 'a=b' } }],
  ['field', 'product=', { fields: { product: null } }],
])('%s %s', (event, value, changes) => {
  expect(EVENTS[event]!.fact(value)).toEqual({ type: 'ticket_changed', ...changes });
});
