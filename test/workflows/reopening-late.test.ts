/** Reopening while the database is down: the ticket waits for it, and so does who asks. */
import { expect } from 'vitest';
import { Rung } from '../../src/client/rung.js';
import { eventually } from '../support/desk.js';
import { calm as test } from '../support/story.js';

test.concurrent('a reopened ticket waits for the database; questions and commands wait with it', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.change({ status: 'closed' });
  await ticket.result();
  desk.world.databaseDown = true;
  const reopened = ticket.change({ status: 'open' });
  await eventually('the new run', async () => (await desk.rung.getState(ticket.id)) === null);
  const escalated = ticket.escalate('L2');
  const replied = ticket.reply();
  expect(await replied).toEqual({ outcome: 'accepted' });
  expect(await desk.rung.getState(ticket.id)).toBeNull();

  desk.world.databaseDown = false;
  expect(await reopened).toEqual({ outcome: 'accepted' });
  expect(await escalated).toEqual({ accepted: true, tier: 'L2', seq: 1 });
  expect(await ticket.atRest()).toMatchObject({ tier: 'L2', status: 'open', customerReplyCount: 1 });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  expect(desk.world.logged(ticket.id)).toEqual(['closed', 'reopened', 'escalated']);
});

test.concurrent('who is not patient enough is told that the fact is accepted, and it counts', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.change({ status: 'closed' });
  await ticket.result();
  desk.world.databaseDown = true;
  const hasty = new Rung({ client: desk.client, policy: desk.policy, taskQueue: desk.taskQueue, timeoutMs: 1_000 });
  const told = hasty.ticketChanged(ticket.id, { status: 'open' });
  expect(await told).toEqual({ outcome: 'accepted' });
  desk.world.databaseDown = false;
  await eventually('the ticket', async () => (await desk.rung.getState(ticket.id))?.closed === false);
  expect(await ticket.atRest()).toMatchObject({ status: 'open' });
});

test.concurrent('a reopened ticket that is closed again before it is loaded ends as it should', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.change({ status: 'closed' });
  await ticket.result();
  desk.world.databaseDown = true;
  const reopened = ticket.change({ status: 'open' });
  await eventually('the new run', async () => (await desk.rung.getState(ticket.id)) === null);
  await ticket.change({ status: 'resolved' });
  desk.world.databaseDown = false;
  expect(await reopened).toEqual({ outcome: 'accepted' });
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved' });
  expect(desk.world.logged(ticket.id)).toEqual(['closed', 'reopened', 'closed']);
});
