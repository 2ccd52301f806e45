/** Handing over while something is down: what is in flight is cancelled and begun again under the same key. */
import { expect } from 'vitest';
import { GRACE_SUMMARY } from '../../src/workflows/continue-as-new.js';
import { eventually, type DeskTicket } from '../support/desk.js';
import { historyOf } from '../support/history.js';
import { calm as test, seconds } from '../support/story.js';

/** Whether a run's grace has ended by its timer: on a machine that stands still for so long, what belongs into it comes too late. */
async function graceIsOver({ desk, handle }: DeskTicket, run: string): Promise<boolean> {
  const events = await historyOf(desk.client.workflow.getHandle(handle.workflowId, run));
  const grace = events.find(({ name, summary }) => name === 'timerStarted' && summary === GRACE_SUMMARY);
  return events.some(
    ({ name, attributes }) => name === 'timerFired' && attributes['timerId'] === grace?.attributes['timerId'],
  );
}

test.concurrent(
  'a channel that is down does not keep a ticket from going on, and the page arrives once',
  async ({ desk }) => {
    desk.world.down.add('slack:#tier2-queue');
    const ticket = await desk.ticket({ limits: { messagesPerRun: 2 }, status: 'pending' });
    const run = await ticket.runId();
    await ticket.escalate('L2');
    await ticket.agentReply();
    await ticket.nextRun(run);
    const key = ticket.key(1, 'slack:#tier2-queue');
    await eventually('the page to be tried again', () =>
      Promise.resolve(desk.world.attempts.filter((k) => k === key).length >= 3),
    );
    const { outbox } = await ticket.until('to owe that page alone', (state) => state.outbox.alerts.length === 1);
    expect(outbox.alerts).toMatchObject([{ key, target: 'slack:#tier2-queue' }]);
    await eventually('the next run to say that it was handed over', () =>
      Promise.resolve(desk.world.handedOver.has(key)),
    );
    desk.world.down.clear();
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    await ticket.slaEndsIn(1);
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(2, 'manager'));
    await ticket.atRest();
  },
);

test.concurrent('a page that ends within the grace is not begun again', async ({ desk }) => {
  desk.world.deliveryTime = 2_000;
  const ticket = await desk.ticket({ limits: { messagesPerRun: 2 } });
  const run = await ticket.runId();
  await ticket.escalate('L2');
  await ticket.agentReply();
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.nextRun(run);
  await ticket.atRest();
  if (await graceIsOver(ticket, run)) return;
  expect(desk.world.attempts.toSorted()).toEqual(ticket.alerts(1, 'L2').toSorted());
  expect(desk.world.handedOver).toEqual(new Set());
});

test.concurrent('facts and commands are heard, and deadlines met, during the grace', async ({ desk }) => {
  desk.world.down.add('slack:#tier2-queue');
  const createdAt = new Date(Date.now() - 60_000);
  const ticket = await desk.ticket({ limits: { messagesPerRun: 2 }, status: 'pending', createdAt });
  const run = await ticket.runId();
  await ticket.escalate('L2');
  await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'));
  await ticket.reply();
  await ticket.until('to hear it', ({ customerReplyCount }) => customerReplyCount === 1);
  expect(await ticket.acknowledge()).toMatchObject({ accepted: true });
  expect((await ticket.runId()) === run || (await graceIsOver(ticket, run))).toBe(true);
  // Breached at once; the deadline is the end of the cooldown.
  await ticket.change({ slaHours: seconds(30) });
  await ticket.reaches('manager');
  expect((await ticket.runId()) === run || (await graceIsOver(ticket, run))).toBe(true);
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
  await ticket.atRest();
  expect(desk.world.logged(ticket.id).filter((kind) => kind !== 'held')).toEqual([
    'escalated',
    'acknowledged',
    'escalated',
  ]);
});

test.concurrent('the database is down across several runs: all is written afterwards, once', async ({ desk }) => {
  desk.world.databaseDown = true;
  const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
  const run = await ticket.runId();
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.reply('a');
  await ticket.deEscalate();
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  await ticket.nextRun(run);
  await ticket.reply('a');
  await ticket.reply('b');
  await ticket.escalate('L3');
  await ticket.until('to hear all', ({ customerReplyCount, seq }) => customerReplyCount === 2 && seq === 3);
  await desk.expectAlerts(...ticket.alerts(3, 'L3'));
  expect(desk.world.tickets.size).toBe(0);
  desk.world.databaseDown = false;
  const { rev } = await ticket.atRest();
  expect(ticket.saved?.engine).toMatchObject({ rev, state: { seq: 3, tier: 'L3', customerReplyCount: 2 } });
  expect([...desk.world.log.keys()]).toEqual([1, 2, 3].map((seq) => `${ticket.id}:${seq}`));
});

test.concurrent('a ticket that is closed and drains during a hand-over ends in the next run', async ({ desk }) => {
  desk.world.down.add('slack:#tier2-queue');
  const ticket = await desk.ticket({ limits: { messagesPerRun: 2 } });
  const run = await ticket.runId();
  await ticket.escalate('L2');
  await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'));
  await ticket.change({ status: 'resolved' });
  await ticket.nextRun(run);
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved', seq: 1 });
  const dropped = desk.world.writes.flatMap(({ alerts }) => alerts);
  expect(dropped.map(({ alert, outcome }) => [alert.key, outcome.state])).toEqual([
    [ticket.key(1, 'slack:#tier2-queue'), 'superseded'],
  ]);
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'closed']);
});
