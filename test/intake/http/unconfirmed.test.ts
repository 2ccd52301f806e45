/** A status for a ticket that was never opened, while no worker runs: it is kept until the ticket is opened, whichever intake took what. */
import { expect, test } from 'vitest';
import { Rung } from '../../../src/client/rung.js';
import { UnconfirmedTicketError } from '../../../src/client/errors.js';
import { DESKS } from './desks.js';
import { TICKET, world, type World } from './world.js';

const desk = DESKS.find(({ name }) => name === 'standard-webhooks')!;
const T_9 = desk.ticketId(9);
const BEGIN = Date.now() - 60_000;

/** A delivery that shows of a ticket what has changed alone, so that it cannot be opened with it. */
async function delivered({ app }: World, n: number, type: string, ticket: object) {
  const body = JSON.stringify({ type, timestamp: new Date(BEGIN + n * 1_000).toISOString(), data: { ticket } });
  const headers = desk.headers(body, Date.now(), `d-${n}`);
  const answer = await app.inject({ method: 'POST', url: desk.url, headers, payload: body });
  return { status: answer.statusCode, ...answer.json<{ accepted: number; kept: number }>() };
}

test('two intakes keep what each has taken, and all of it reaches the ticket when it is opened', async () => {
  const one = await world({ env: desk.env });
  const other = await world({ env: desk.env, beside: one });
  one.temporal.hasNoWorker = true;
  const isKept = { status: 202, accepted: 1, kept: 1 };
  expect(await delivered(one, 1, 'ticket.reopened', { id: '9' })).toMatchObject(isKept);
  expect(await delivered(other, 2, 'ticket.updated', { id: '9', priority: 'high' })).toMatchObject(isKept);
  expect(await delivered(other, 3, 'ticket.reopened', { id: '9', status: 'pending' })).toMatchObject({ status: 202 });
  expect(await delivered(one, 4, 'ticket.updated', { id: '9', group: 'tier2_support' })).toMatchObject({ status: 202 });
  // Nobody has begun a run that takes facts for a ticket which there may not be.
  expect([...one.temporal.looking]).toEqual([]);

  one.temporal.hasNoWorker = false;
  // Without a worker nobody has said that they have arrived.
  one.pass(20_000);
  await one.drain();
  expect(one.store.spilled.size).toBe(0);
  expect(one.temporal.tickets.get(T_9)).toMatchObject({
    ...{ status: 'pending', priority: 'high', assigneeGroup: 'tier2_support' },
  });
  await Promise.all([one.app.close(), other.app.close()]);
});

test('a ticket that its database does not know is not known, worker or none; by HTTP that is said', async () => {
  const w = await world({ access: { openOnLoopback: true } });
  w.temporal.hasNoWorker = true;
  const fact = { eventId: 'e-1', type: 'ticket_changed', status: 'pending' };
  const answer = await w.app.inject({ method: 'POST', url: '/v1/tickets/T-1/facts', payload: fact });
  expect(answer.statusCode).toBe(404);
  expect(w.temporal.looking.size).toBe(0);
  await w.app.close();
});

test('where the database does not say whether there is a ticket, the fact is kept and told later', async () => {
  const w = await world({ access: { openOnLoopback: true } });
  await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: TICKET });
  const tell = async (ticketId: string, rest: object) => {
    const answer = await w.app.inject({ method: 'POST', url: `/v1/tickets/${ticketId}/facts`, payload: rest });
    return [answer.statusCode, answer.json<{ outcome?: string }>().outcome];
  };
  const { load } = w.store.ports.store;
  w.store.ports.store.load = () => Promise.reject(new Error('it does not answer'));
  const pending = { type: 'ticket_changed', status: 'pending' };
  expect(await tell('T-9', { eventId: 'e-1', ...pending })).toEqual([202, 'kept']);
  // One ticket of which nobody knows keeps the rest neither from being told nor from being drained.
  expect(await tell('T-1', { eventId: 'e-2', type: 'customer_replied' })).toEqual([202, 'accepted']);
  await w.drain();
  expect([...w.store.spilled.values()].map(({ ticketId, reason }) => [ticketId, reason])).toEqual([
    ['T-9', 'ticket-unknown'],
  ]);
  w.store.ports.store.load = load;
  await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: { ...TICKET, ticketId: 'T-9' } });
  await expect.poll(() => w.temporal.tickets.get('T-9')?.status).toBe('pending');
  await w.app.close();
});

test('a ticket is not taken for opened because somebody’s run is looking for it', async () => {
  const w = await world({ access: { openOnLoopback: true } });
  w.temporal.hasNoWorker = true;
  // A program of the desk's own, which has no database.
  const elsewhere = new Rung({ client: w.temporal.client, timeoutMs: 200 });
  await expect(elsewhere.ticketChanged('T-1', { status: 'pending' })).rejects.toThrow(UnconfirmedTicketError);
  const open = async () => {
    const answer = await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: TICKET });
    return [answer.statusCode, answer.json<{ outcome: string }>().outcome];
  };
  expect(await open()).toEqual([202, 'kept']);

  w.temporal.hasNoWorker = false;
  await w.drain();
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ status: 'open' });
  expect(await open()).toEqual([200, 'exists']);
  await w.app.close();
});
