/** Handing over while something is down: what is in flight is cancelled and begun again under the same key. */
import { expect } from 'vitest';
import { eventually, type DeskTicket } from '../support/desk.js';
import { calm as test, seconds } from '../support/story.js';

const nextRun = (ticket: DeskTicket, run: string) =>
  eventually('the next run', async () => (await ticket.runId()) !== run);

test.concurrent(
  'a channel that is down does not keep a ticket from going on, and the page arrives once',
  async ({ desk }) => {
    desk.world.down.add('slack:#tier2-queue');
    const ticket = await desk.ticket({ limits: { messagesPerRun: 2 }, slaHours: seconds(24), status: 'pending' });
    const run = await ticket.runId();
    await ticket.escalate('L2');
    await ticket.agentReply();
    await nextRun(ticket, run);
    const key = ticket.key(1, 'slack:#tier2-queue');
    await eventually('the page to be tried again', () =>
      Promise.resolve(desk.world.attempts.filter((k) => k === key).length >= 3),
    );
    expect((await ticket.state()).outbox.alerts).toEqual([{ key, target: 'slack:#tier2-queue', state: 'sending' }]);
    await eventually('the next run to say that it was handed over', () =>
      Promise.resolve(desk.world.handedOver.has(key)),
    );
    desk.world.down.clear();
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
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
  await nextRun(ticket, run);
  await ticket.atRest();
  expect(desk.world.attempts.toSorted()).toEqual(ticket.alerts(1, 'L2').toSorted());
  expect(desk.world.handedOver).toEqual(new Set());
});

test.concurrent('facts and commands are heard, and deadlines met, during the grace', async ({ desk }) => {
  desk.world.down.add('slack:#tier2-queue');
  const ticket = await desk.ticket({ limits: { messagesPerRun: 2 }, slaHours: seconds(8), status: 'pending' });
  const run = await ticket.runId();
  await ticket.escalate('L2');
  await ticket.reply();
  await ticket.until('to hear it', ({ customerReplyCount }) => customerReplyCount === 1);
  expect(await ticket.acknowledge()).toMatchObject({ accepted: true });
  expect(await ticket.runId()).toBe(run);
  desk.world.down.clear();
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.reaches('manager');
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
  await ticket.atRest();
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'acknowledged', 'escalated']);
});

test.concurrent('the database is down across several runs: all is written afterwards, once', async ({ desk }) => {
  desk.world.databaseDown = true;
  const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
  const run = await ticket.runId();
  await ticket.escalate('L2');
  await ticket.reply('a');
  await ticket.deEscalate();
  await nextRun(ticket, run);
  await ticket.reply('a');
  await ticket.reply('b');
  await ticket.escalate('L3');
  await ticket.until('to hear all', ({ customerReplyCount, seq }) => customerReplyCount === 2 && seq === 3);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'), ...ticket.alerts(3, 'L3'));
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
  await ticket.change({ status: 'resolved' });
  await nextRun(ticket, run);
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved', seq: 1 });
  await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'));
  const dropped = desk.world.writes.flatMap(({ alerts }) => alerts);
  expect(dropped.map(({ alert, outcome }) => [alert.key, outcome.state])).toEqual([
    [ticket.key(1, 'slack:#tier2-queue'), 'superseded'],
  ]);
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'closed']);
});
