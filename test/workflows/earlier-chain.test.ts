/** Temporal has forgotten a ticket, the database has not: the earlier life is taken up. */
import { expect } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { Desk, DeskTicket } from '../support/desk.js';
import { calm as test } from '../support/story.js';

/** A ticket that climbed to L2 and was closed long ago, known to the database only, under a new id. */
async function remembered(desk: Desk, { closed }: { closed: boolean }): Promise<string> {
  const first: DeskTicket = await desk.ticket();
  for (const eventId of ['r1', 'r2', 'r3']) await first.reply(eventId);
  await first.reaches('L2');
  await desk.expectAlerts(...first.alerts(1, 'L2'));
  if (closed) {
    await first.change({ status: 'closed' });
    await first.result();
  }
  await first.atRest();
  const id = `T-${randomUUID().slice(0, 8)}`;
  const write = JSON.parse(JSON.stringify(first.saved).replaceAll(first.id, id)) as NonNullable<typeof first.saved>;
  desk.world.tickets.set(id, { ...write, engine: { ...write.engine, chain: 'a life long ago', rev: 40 } });
  return id;
}

test.concurrent('a ticket opened again goes on with its earlier life; the false one pages nobody', async ({ desk }) => {
  const ticketId = await remembered(desk, { closed: false });
  const again = await desk.ticket({
    ticketId,
    priority: 'low',
    createdAt: new Date(Date.now() - 90_000),
    slaHours: 1 / 60,
  });
  const state = await again.until('to take up its life', ({ customerReplyCount }) => customerReplyCount === 3);
  expect(state).toMatchObject({ tier: 'L2', seq: 1, priority: 'high', slaHours: 24 });
  await again.atRest();
  expect(again.saved?.engine.chain).toBe('a life long ago');
  expect(again.saved?.engine.rev).toBeGreaterThan(40);
  await again.reply();
  await again.until('to hear the reply', ({ customerReplyCount }) => customerReplyCount === 4);
  expect((await again.flush()).rev).toBeGreaterThan(40);
  expect(again.saved).toMatchObject({ engine: { chain: 'a life long ago' }, snapshot: { customerReplyCount: 4 } });
});

test.concurrent('opening a ticket that was closed long ago changes nothing', async ({ desk }) => {
  const ticketId = await remembered(desk, { closed: true });
  const before = structuredClone(desk.world.tickets.get(ticketId));
  const again = await desk.ticket({ ticketId });
  expect(await again.result()).toMatchObject({ outcome: 'closed', status: 'closed', tier: 'L2', seq: 1 });
  expect(desk.world.tickets.get(ticketId)).toEqual(before);
});

test.concurrent(
  'what a ticket heard before its earlier life was found is told to that life, commands too',
  async ({ desk }) => {
    const ticketId = await remembered(desk, { closed: false });
    desk.world.databaseDown = true;
    await desk.stopWorkers();
    const again = await desk.ticket({ ticketId, customerTier: 'premium' });
    await again.reply('r2');
    await again.reply('r4');
    await desk.startWorkers();
    expect(await again.acknowledge()).toMatchObject({ accepted: true, tier: 'L1' });
    desk.world.databaseDown = false;
    const state = await again.until('to take up its life', ({ seq }) => seq === 1);
    expect(await again.atRest()).toMatchObject({
      customerReplyCount: 4,
      tier: 'L2',
      customerTier: 'standard',
      acknowledged: { by: 'ann', seq: 1 },
    });
    expect(state.ticketId).toBe(ticketId);
    expect([...desk.world.log.keys()].filter((id) => id.startsWith(ticketId))).toEqual([`${ticketId}:acknowledged:2`]);
  },
);

test.concurrent('a status reopens a ticket that only the database knows', async ({ desk }) => {
  const ticketId = await remembered(desk, { closed: true });
  const ticket = desk.known(ticketId);
  expect(await ticket.change({ status: 'open' })).toEqual({ outcome: 'accepted' });
  expect(await ticket.atRest()).toMatchObject({ tier: 'L2', seq: 1, status: 'open', customerReplyCount: 3 });
  expect(ticket.saved?.engine).toMatchObject({ chain: 'a life long ago' });
  expect(ticket.saved!.engine.rev).toBeGreaterThan(40);
});
