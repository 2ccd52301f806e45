/**
 * Nothing hangs on the end of a quick write: docs/adr/0012. When a ticket is looked at while one is under way, the SDK may take its
 * end into the history before the workflow has heard of it, and what the workflow then does would come too early on replay.
 */
import type { WorkflowHandle } from '@temporalio/client';
import { expect, inject } from 'vitest';
import { Desk } from '../support/desk.js';
import { historyOf, timesOf } from '../support/history.js';
import { calm as test } from '../support/story.js';
import { writeThatOutlastsItsTask } from '../replay/awaited-writes.js';
import { replayed } from '../replay/replayed.js';
import { breached, nextRun } from '../replay/telling.js';

/** With a worker that keeps them all in its cache. */
const roomy = test.extend<{ desk: Desk }>({
  desk: async ({ connections, policy }, use) => {
    const bundle = { codePath: inject('bundlePath') };
    const desk = await Desk.open({ ...connections, bundle, policy, maxCachedWorkflows: 50 });
    await use(desk);
    await desk.close();
  },
});

test.concurrent('the end of a ticket waits for no quick write', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.reply();
  await ticket.settles();
  expect(await timesOf(ticket.handle, 'activityTaskScheduled')).toBe(0);
  await ticket.change({ status: 'resolved' });
  await ticket.result();
  expect(await timesOf(ticket.handle, 'activityTaskScheduled')).toBe(1);
  expect(ticket.saved?.snapshot.status).toBe('resolved');
  expect(await hangingOnQuickWrites(ticket.handle)).toEqual([]);
});

test.concurrent('the first pages of a new ticket wait for no quick write', async ({ desk }) => {
  const ticket = await breached(desk);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  expect(await timesOf(ticket.handle, 'activityTaskScheduled')).toBe(3);
  expect(await hangingOnQuickWrites(ticket.handle)).toEqual([]);
});

test.concurrent('the next run waits for no quick write', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
  const first = await ticket.runId();
  for (let i = 0; i < 3; i++) {
    await ticket.settles();
    await ticket.agentReply();
  }
  await nextRun(ticket, first);
  await ticket.settles();
  const run = desk.client.workflow.getHandle(ticket.handle.workflowId, first);
  expect(await timesOf(run, 'workflowExecutionContinuedAsNew')).toBe(1);
  expect(await hangingOnQuickWrites(run)).toEqual([]);
  expect(ticket.saved?.snapshot.lastActivityAt).toBe(Date.parse((await ticket.state()).lastActivityAt));
});

test.concurrent(
  'a write may outlast its task: what it starts with afterwards comes last both times',
  async ({ desk }) => {
    const ticket = await writeThatOutlastsItsTask(desk);
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  },
);

roomy.concurrent('tickets that are looked at while they are written can all be replayed', async ({ desk }) => {
  const tickets = await Promise.all(Array.from({ length: 30 }, () => desk.ticket()));
  for (const ticket of tickets) await ticket.settles();
  const told = new Set<string>();
  desk.world.whileSaving = async ({ snapshot: { ticketId, status } }) => {
    if (status !== 'resolved' || told.has(ticketId)) return;
    told.add(ticketId);
    await desk.known(ticketId).change({ status: 'pending' });
  };
  // A question that comes just before a task is given out goes with it, and is answered while its write is under way.
  const lookedAt = tickets.map(async (ticket) => {
    await ticket.change({ status: 'resolved' });
    await ticket.until('to be open', ({ status }) => status === 'pending');
  });
  await Promise.all(lookedAt);
  expect(told.size).toBe(tickets.length);
  for (const ticket of tickets) {
    expect(await replayed(await ticket.handle.fetchHistory()), ticket.id).toBeUndefined();
  }
});

/** Events that were asked for after the end of a quick write, in the same task. */
async function hangingOnQuickWrites(handle: WorkflowHandle): Promise<string[]> {
  const events = await historyOf(handle);
  const taskOf = (n: number) => Number(events[n]?.attributes.workflowTaskCompletedEventId);
  const isQuickWrite = (n: number) => events[n]?.attributes.markerName === 'core_local_activity';
  return events
    .map(({ name }, n) => ({ name, n }))
    .filter(({ n }) => isQuickWrite(n - 1) && !isQuickWrite(n) && taskOf(n) === taskOf(n - 1))
    .map(({ name }) => name);
}
