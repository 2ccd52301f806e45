/** How a watch ends, and what an ended one still hears. */
import { expect } from 'vitest';
import { calm as test } from '../support/story.js';

test.concurrent('an agent who resolves a ticket ends its watch and keeps it', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.change({ status: 'resolved' });
  expect(await ticket.result()).toEqual({
    ticketId: ticket.id,
    outcome: 'closed',
    status: 'resolved',
    tier: 'L2',
    seq: 1,
  });
  expect(ticket.saved?.snapshot).toMatchObject({
    status: 'resolved',
    assigneeGroup: 'tier2_support',
    nextDeadlineAt: null,
  });
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'closed']);
});

test.concurrent(
  'facts for a closed ticket are ignored, their sender is told, and they change nothing',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.change({ status: 'closed' });
    await ticket.result();
    const before = structuredClone(ticket.saved);
    const run = await ticket.runId();
    expect(await ticket.reply()).toEqual({ outcome: 'ignored' });
    expect(await ticket.agentReply()).toEqual({ outcome: 'ignored' });
    expect(await ticket.score(-1)).toEqual({ outcome: 'ignored' });
    expect(await ticket.confirm()).toEqual({ outcome: 'ignored' });
    expect(await ticket.change({ status: 'resolved' })).toEqual({ outcome: 'ignored' });
    expect(await ticket.change({ priority: 'urgent' })).toEqual({ outcome: 'ignored' });
    expect(ticket.saved).toEqual(before);
    expect(await ticket.runId()).toBe(run);
  },
);

test.concurrent('a status from before the end, come late, reopens nothing', async ({ desk }) => {
  const ticket = await desk.ticket();
  const earlier = new Date();
  await ticket.change({ status: 'pending' });
  await ticket.change({ status: 'closed' });
  await ticket.result();
  expect(await desk.rung.ticketChanged(ticket.id, { status: 'open' }, { at: earlier })).toEqual({ outcome: 'ignored' });
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'closed' });
  expect(ticket.saved?.snapshot.status).toBe('closed');
  expect(desk.world.logged(ticket.id)).toEqual(['closed', 'ignored']);
});

test.concurrent('a status that is open again at the end of one instant closes nothing', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  await desk.away(async () => {
    await ticket.change({ status: 'closed' });
    await ticket.reply();
    await ticket.change({ status: 'open' });
  });
  expect(await ticket.atRest()).toMatchObject({ status: 'open', closed: false, customerReplyCount: 1 });
  expect(await ticket.kinds()).toEqual([]);
});

test.concurrent(
  'facts that come with the closing status still count, and a confirmation among them resolves',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.atRest();
    await desk.away(async () => {
      await ticket.change({ status: 'closed' });
      await ticket.reply();
      await ticket.score(-1);
      await ticket.confirm();
    });
    expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved', seq: 0 });
    expect(ticket.saved?.snapshot).toMatchObject({ customerReplyCount: 1, sentimentScore: -1 });
    expect(desk.world.logged(ticket.id)).toEqual(['closed']);
  },
);
