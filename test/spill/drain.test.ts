/** What was kept is told: in order for each ticket, once, and put off when its ticket does not take it. With a real database. */
import { beforeEach, expect, test } from 'vitest';
import { EngineUnavailableError, TicketNotFoundError } from '../../src/client/errors.js';
import type { Rung } from '../../src/client/rung.js';
import { drain, REMEMBERED } from '../../src/spill/drain.js';
import { spillId } from '../../src/spill/keep.js';
import { ownDatabase } from '../support/own-database.js';

const { db, drop } = ownDatabase(import.meta.url);

beforeEach(async () => {
  await drop();
  await db.ensureIndexes();
});

const BEGIN = Date.parse('2026-01-05T09:00:00Z');

function kept(
  ticketId: string,
  eventId: string,
  minute: number,
  fields: Record<string, unknown>,
  acceptedAt = Date.now(),
) {
  const at = BEGIN + minute * 60_000;
  const line = { ticketId, eventId, at: new Date(at).toISOString(), ...fields };
  return { id: spillId(ticketId, eventId), ticketId, line, reason: 'engine-unavailable' as const, at, acceptedAt };
}

/** Hears what tickets are told; `fails` may refuse. */
function listener(fails: (ticketId: string, eventId: string) => Error | undefined = () => undefined) {
  const heard: string[] = [];
  const tell = (ticketId: string, { type, eventId }: { type: string; eventId: string }) => {
    const failure = fails(ticketId, eventId);
    if (failure) return Promise.reject(failure);
    heard.push(`${ticketId} ${type.split('_')[0]} ${eventId}`);
    return Promise.resolve({ outcome: 'accepted' });
  };
  const rung = {
    openTicket: ({ ticketId }: { ticketId: string }) => {
      heard.push(`${ticketId} opened`);
      return Promise.resolve({ outcome: 'opened' });
    },
    tell,
  } as unknown as Rung;
  return { rung, heard };
}

test('each ticket is opened first, then told in the order of what happened', async () => {
  await db.spill.keep([
    kept('A', 'e-3', 3, { type: 'agent_replied' }),
    kept('A', 'e-1', 1, { type: 'customer_replied' }),
    kept('B', 'e-1', 0, { type: 'customer_replied' }),
    kept('A', 'e-0', 5, { type: 'created', ticket: { status: 'open', $where: 'a.b' } }),
  ]);
  // Kept twice is kept once.
  await db.spill.keep([kept('A', 'e-1', 1, { type: 'customer_replied' })]);
  expect(await db.spill.count()).toMatchObject({ count: 4 });
  const { rung, heard } = listener();
  expect(await drain({ rung, spill: db.spill })).toEqual({ told: 4, postponed: 0, dropped: 0 });
  expect(heard.filter((one) => one.startsWith('A'))).toEqual(['A opened', 'A customer e-1', 'A agent e-3']);
  expect(heard).toContain('B customer e-1');
  expect(await db.spill.count()).toEqual({ count: 0, oldest: null });
});

test('nothing is lost when Temporal stops answering half-way, and nothing is told twice for good', async () => {
  const facts = Array.from({ length: 30 }, (_, i) => kept('A', `e-${i}`, i, { type: 'customer_replied' }));
  await db.spill.keep(facts);
  let left = 10;
  const { rung, heard } = listener(() => (left-- > 0 ? undefined : new EngineUnavailableError('no answer')));
  await expect(drain({ rung, spill: db.spill })).rejects.toThrow('no answer');
  expect(await db.spill.count()).toMatchObject({ count: 20 });
  left = 100;
  expect(await drain({ rung, spill: db.spill })).toMatchObject({ told: 20 });
  expect(heard).toEqual(facts.map((_, i) => `A customer e-${i}`));
});

test('a fact waits for its ticket for seven days', async () => {
  const old = Date.now() - REMEMBERED - 1_000;
  await db.spill.keep([
    kept('young', 'e', 0, { type: 'customer_replied' }),
    kept('old', 'e', 0, { type: 'customer_replied' }, old),
  ]);
  const warned: unknown[] = [];
  const { rung } = listener((ticketId) => new TicketNotFoundError(ticketId));
  const drained = await drain({ rung, spill: db.spill, warn: (_message, about) => warned.push(about) });
  expect(drained).toEqual({ told: 0, postponed: 1, dropped: 1 });
  expect(warned).toEqual([{ ticketId: 'old', type: 'customer_replied' }]);
  expect(await db.spill.due(Date.now(), 10)).toEqual([]);
  expect(await db.spill.due(Date.now() + 20_000, 10)).toMatchObject([
    { ticketId: 'young', reason: 'ticket-unknown', attempts: 1, lastError: expect.stringContaining('young') as string },
  ]);
});

test('what waits for a ticket is found, and hastened when it is opened', async () => {
  await db.spill.keep([
    kept('A', 'e', 0, { type: 'customer_replied' }),
    kept('B', 'e', 0, { type: 'customer_replied' }),
  ]);
  expect(await db.spill.waiting(['A', 'C'])).toEqual(new Set(['A']));
  for (const { id } of await db.spill.due(Date.now(), 10))
    await db.spill.postpone(id, 'ticket-unknown', 'none', Date.now() + 60_000);
  expect(await db.spill.due(Date.now(), 10)).toEqual([]);
  expect([await db.spill.hasten('A'), await db.spill.hasten('C')]).toEqual([true, false]);
  expect(await db.spill.due(Date.now(), 10)).toMatchObject([{ ticketId: 'A' }]);
  expect(await db.spill.count('ticket-unknown')).toMatchObject({ count: 2 });
  expect(await db.spill.count('engine-unavailable')).toEqual({ count: 0, oldest: null });
});

test('deliveries are remembered until they are forgotten', async () => {
  await db.deliveries.remember([
    { id: 'a', at: 1_000 },
    { id: 'b', at: 2_000 },
  ]);
  await db.deliveries.remember([{ id: 'a', at: 3_000 }]);
  expect(await db.deliveries.known(['a', 'b', 'c'])).toEqual(new Set(['a', 'b']));
  await db.deliveries.forget(2_000);
  expect(await db.deliveries.known(['a', 'b'])).toEqual(new Set(['b']));
});
