/** A ticket that was closed and is not: the same ticket, in a new run or in place. */
import { expect } from 'vitest';
import { seqOf } from '../../src/domain/ladder/decision.js';
import { eventually } from '../support/desk.js';
import { calm as test, seconds } from '../support/story.js';

test.concurrent('a reopened ticket goes on where it stood, in a new run', async ({ desk }) => {
  const ticket = await desk.ticket();
  for (const eventId of ['r1', 'r2', 'r3']) await ticket.reply(eventId);
  const before = await ticket.reaches('L2');
  await ticket.atRest();
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.change({ status: 'resolved' });
  await ticket.result();
  const firstRun = await ticket.runId();

  expect(await ticket.change({ status: 'open' })).toEqual({ outcome: 'accepted' });
  expect(await ticket.runId()).not.toBe(firstRun);
  const { tier, seq, cooldownUntil, customerReplyCount, policyHash, escalationReason } = before;
  expect(await ticket.state()).toMatchObject({
    ...{ tier, seq, cooldownUntil, customerReplyCount, policyHash, escalationReason },
    status: 'open',
    closed: false,
  });
  expect(await ticket.kinds()).toEqual(['escalated', 'closed', 'reopened']);

  await ticket.reply('r2');
  await ticket.deEscalate();
  expect(await ticket.atRest()).toMatchObject({ tier: 'L1', seq: 2, customerReplyCount: 3 });
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  const threads = desk.world.sent.map(({ alert, thread }) => [seqOf(alert), alert.channel, thread]);
  expect(threads.filter(([seq]) => seq === 1).map(([, , thread]) => thread)).toEqual([undefined, undefined]);
  expect(threads.filter(([seq]) => seq === 2).map(([, , thread]) => thread)).not.toContain(undefined);
  const revs = desk.world.writes.map(({ engine }) => engine.rev);
  expect(revs).toEqual([...new Set(revs)].sort((a, b) => a - b));
});

test.concurrent('a mark that was consumed before the end does not lift the reopened ticket again', async ({ desk }) => {
  const ticket = await desk.ticket({ createdAt: new Date(Date.now() - 7_000), slaHours: seconds(8_000) });
  await ticket.score(-0.9, 'angry');
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.confirm();
  await ticket.result();
  await ticket.change({ status: 'open' });
  await ticket.score(-0.9, 'angry');
  await ticket.reply();
  expect(await ticket.until('to hear the reply', (state) => state.customerReplyCount === 1)).toMatchObject({
    tier: 'L1',
    seq: 2,
    held: [],
  });
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
});

test.concurrent('a ticket whose outbox still drains is reopened in place', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.atRest();
  const run = await ticket.runId();
  desk.world.databaseDown = true;
  await ticket.change({ status: 'closed' });
  const draining = await ticket.until('to be closed', (state) => state.closed);
  expect(draining.outbox).toMatchObject({ logEntries: 1, persisted: false });
  expect((await ticket.handle.describe()).status.name).toBe('RUNNING');
  await ticket.change({ status: 'pending' });
  await ticket.until('to be open again', (state) => !state.closed && state.status === 'pending');
  desk.world.databaseDown = false;
  expect(await ticket.atRest()).toMatchObject({ tier: 'L2', seq: 1 });
  expect(await ticket.runId()).toBe(run);
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'closed', 'reopened']);
});

test.concurrent('facts for a ticket whose outbox still drains are ignored in the log', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  desk.world.databaseDown = true;
  await ticket.change({ status: 'closed' });
  await ticket.until('to be closed', (state) => state.closed);
  await ticket.reply();
  await ticket.until('to ignore the reply', ({ history }) => history.at(-1)?.kind === 'ignored');
  desk.world.databaseDown = false;
  expect(await ticket.result()).toMatchObject({ status: 'closed' });
  expect(ticket.saved?.snapshot.customerReplyCount).toBe(0);
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'closed', 'ignored']);
});

for (const ended of ['terminate', 'cancel'] as const) {
  test.concurrent(
    `any fact takes up a ticket whose workflow an operator ended (${ended}), and the watch goes on`,
    async ({ desk }) => {
      const ticket = await desk.ticket({ status: 'pending' });
      await ticket.escalate('L3');
      await desk.expectAlerts(...ticket.alerts(1, 'L3'));
      await ticket.atRest();
      await ticket.handle[ended]();
      await ticket.handle.result().catch(() => undefined);
      expect(await ticket.reply()).toEqual({ outcome: 'accepted' });
      await ticket.slaEndsIn(1);
      const state = await ticket.reaches('manager');
      expect(state).toMatchObject({
        seq: 2,
        escalationReason: 'sla_breached',
        customerReplyCount: 1,
        status: 'pending',
      });
      await desk.expectAlerts(...ticket.alerts(2, 'manager'));
    },
  );
}

test.concurrent('so does a command, and it is carried out', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.reply();
  await ticket.flush();
  await ticket.handle.terminate();
  expect(await ticket.escalate('L2')).toEqual({ accepted: true, tier: 'L2', seq: 1 });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  expect(await ticket.atRest()).toMatchObject({ customerReplyCount: 1, status: 'open', closed: false });
  expect((await ticket.handle.describe()).status.name).toBe('RUNNING');
});

test.concurrent('a command does not reopen a ticket that is closed', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.change({ status: 'resolved' });
  await ticket.result();
  expect(await ticket.escalate('L2')).toMatchObject({ accepted: false, reason: expect.stringMatching(/is closed/) });
});

test.concurrent(
  'what was told while no worker was there is heard in the order in which it was told',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.change({ status: 'resolved' });
    await ticket.result();
    const firstRun = await ticket.runId();
    let reopened: Promise<unknown> | undefined;
    await desk.away(async () => {
      reopened = ticket.change({ status: 'open' });
      await eventually('a new run', async () => (await ticket.runId()) !== firstRun);
      for (const eventId of ['r1', 'r2', 'r3']) await ticket.reply(eventId);
    });
    await reopened;
    await ticket.reaches('L2');
    expect(await ticket.kinds()).toEqual(['closed', 'reopened', 'escalated']);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  },
);
