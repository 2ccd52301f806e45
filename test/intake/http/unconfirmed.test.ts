/** A status for a ticket that was never opened, while no worker says so: it is kept until the ticket is opened, not lost. */
import { expect, test } from 'vitest';
import { TICKET, world } from './world.js';

test('what nobody has confirmed is kept, so is what follows, and both reach the ticket when it is opened', async () => {
  const w = await world({ access: { openOnLoopback: true } });
  const ask = async (url: string, payload: object) => {
    const { statusCode, body } = await w.app.inject({ method: 'POST', url, payload });
    return { statusCode, ...(JSON.parse(body) as Record<string, unknown>) };
  };
  const fact = (eventId: string, rest: object) => ask('/v1/tickets/T-1/facts', { eventId, ...rest });
  w.temporal.hasNoWorker = true;
  expect(await fact('e-1', { type: 'ticket_changed', status: 'pending' })).toMatchObject({
    statusCode: 202,
    outcome: 'kept',
  });
  expect(await fact('e-2', { type: 'ticket_changed', priority: 'high' })).toMatchObject({
    statusCode: 202,
    outcome: 'kept',
  });

  // A worker is there again, and finds no such ticket.
  w.temporal.hasNoWorker = false;
  await w.drain();
  expect([...w.store.spilled.values()].map(({ reason }) => reason)).toEqual(['ticket-unknown', 'ticket-unknown']);

  expect(await ask('/v1/tickets', TICKET)).toMatchObject({ statusCode: 201 });
  await expect.poll(() => w.temporal.tickets.get('T-1')).toMatchObject({ status: 'pending', priority: 'high' });
  expect(w.store.spilled.size).toBe(0);
  await w.app.close();
});

test('one ticket that nobody has confirmed does not keep the rest from being drained', async () => {
  const w = await world({ access: { openOnLoopback: true } });
  const fact = (ticketId: string, rest: object) =>
    w.app.inject({ method: 'POST', url: `/v1/tickets/${ticketId}/facts`, payload: rest });
  await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: TICKET });
  w.temporal.hasNoWorker = true;
  await fact('T-9', { eventId: 'e-1', type: 'ticket_changed', status: 'pending' });
  w.temporal.isDown = true;
  await fact('T-1', { eventId: 'e-2', type: 'customer_replied' });
  w.temporal.isDown = false;
  w.pass(5_000);
  await w.drain();
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ customerReplyCount: 1 });
  expect([...w.store.spilled.values()].map(({ ticketId }) => ticketId)).toEqual(['T-9']);
  await w.app.close();
});
