/**
 * A write goes out before Temporal has taken the workflow task that decided it. When the server gives the task back (a signal
 * came while the ticket was about to end, a worker died), it is decided anew, with more facts and at a later time.
 */
import { activityInfo } from '@temporalio/activity';
import { expect } from 'vitest';
import { timesOf } from '../support/history.js';
import { calm as test } from '../support/story.js';

test.concurrent(
  'a fact that comes while a closed ticket is written for the last time is in the database',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.settles();
    let told = false;
    desk.world.whileSaving = async ({ snapshot }) => {
      if (told || snapshot.status !== 'resolved') return;
      told = true;
      await ticket.change({ priority: 'urgent' });
    };
    await ticket.change({ status: 'resolved' });
    await ticket.result();
    const { status, priority, history } = await ticket.state();
    expect(told).toBe(true);
    expect(ticket.saved?.snapshot).toMatchObject({ status, priority });
    expect(desk.world.logged(ticket.id)).toEqual(history.map(({ kind }) => kind));
  },
);

test.concurrent('a ticket that is open again before its end was taken is open in the database', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.settles();
  let told = false;
  desk.world.whileSaving = async ({ snapshot }) => {
    if (told || snapshot.status !== 'resolved') return;
    told = true;
    await ticket.change({ status: 'pending' });
  };
  await ticket.change({ status: 'resolved' });
  await ticket.until('to be open', ({ status }) => status === 'pending');
  await ticket.settles();
  expect(ticket.saved?.snapshot.status).toBe('pending');
  expect(ticket.saved?.engine.state.closed).toBe(false);
  await ticket.change({ status: 'resolved' });
  expect(await ticket.result()).toMatchObject({ status: 'resolved' });
  expect(ticket.saved?.snapshot.status).toBe('resolved');
  expect(desk.world.logged(ticket.id)).toEqual(await ticket.kinds());
});

test.concurrent(
  'a write that finds a newer one in the database is repeated by a task that Temporal has taken',
  async ({ desk }) => {
    const ticket = await desk.ticket({ tier: 'manager' });
    await ticket.settles();
    const ahead = Date.now() + 60_000;
    const { tickets } = desk.world;
    const before = tickets.get(ticket.id)!;
    tickets.set(ticket.id, { ...before, engine: { ...before.engine, rev: ahead } });
    await ticket.reply();
    await ticket.until('to hear it', ({ customerReplyCount }) => customerReplyCount === 1);
    await ticket.settles();
    expect(ticket.saved?.snapshot.customerReplyCount).toBe(1);
    expect(ticket.saved?.engine.rev).toBeGreaterThan(ahead);
    expect(await timesOf(ticket.handle, 'activityTaskScheduled')).toBe(1);
    await ticket.reply();
    await ticket.until('to hear more', ({ customerReplyCount }) => customerReplyCount === 2);
    await ticket.settles();
    expect(await timesOf(ticket.handle, 'activityTaskScheduled')).toBe(1);
  },
);

test.concurrent('that an alert was dropped unsent is written once Temporal has taken the task', async ({ desk }) => {
  const ways: boolean[] = [];
  desk.world.whileSaving = ({ alerts }) => {
    if (alerts.some(({ outcome }) => outcome.state === 'superseded')) ways.push(activityInfo().isLocal);
    return Promise.resolve();
  };
  desk.world.slow.set('slack:#tier2-queue', 8_000);
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await ticket.deEscalate(); // waits for the first one
  await ticket.change({ status: 'closed' });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ticket.key(2, 'email:tier2@example.com'));
  await ticket.result();
  expect(desk.world.writes.flatMap(({ alerts }) => alerts.map(({ alert }) => alert.key))).toEqual([
    ticket.key(2, 'slack:#tier2-queue'),
  ]);
  expect(ways).toEqual([false]);
});
