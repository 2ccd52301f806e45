/** One kept timer: started when a deadline moves earlier, and not for anything else. */
import { expect } from 'vitest';
import { timesOf } from '../support/history.js';
import { calm as test, seconds } from '../support/story.js';

test.concurrent('a reply that changes no deadline starts no timer', async ({ desk }) => {
  const ticket = await desk.ticket({ customerReplyCount: 10, tier: 'L2' });
  await ticket.atRest();
  for (let i = 1; i <= 3; i++) {
    await ticket.reply();
    await ticket.until('to hear it', ({ customerReplyCount }) => customerReplyCount === 10 + i);
  }
  await ticket.atRest();
  expect(await timesOf(ticket.handle, 'timerStarted')).toBe(1);
  expect(await timesOf(ticket.handle, 'timerCanceled')).toBe(0);
});

test.concurrent('an SLA that is shortened into the past is breached at once', async ({ desk }) => {
  const ticket = await desk.ticket({ createdAt: new Date(Date.now() - 60_000), status: 'pending' });
  await ticket.atRest();
  await ticket.change({ slaHours: seconds(30) });
  const state = await ticket.reaches('manager');
  expect(state.slaBreachedAt).toBe(state.slaDueAt);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});

test.concurrent('a ticket with nothing to wait for has no timer', async ({ desk }) => {
  const ticket = await desk.ticket({
    tier: 'manager',
    createdAt: new Date(Date.now() - 60_000),
    slaHours: seconds(30),
  });
  expect(await ticket.atRest()).toMatchObject({ nextDeadlineAt: null, deadlines: [], seq: 0, escalated: false });
  expect(await timesOf(ticket.handle, 'timerStarted')).toBe(0);
  await ticket.change({ status: 'closed' });
  expect(await ticket.result()).toMatchObject({ tier: 'manager', seq: 0 });
});
