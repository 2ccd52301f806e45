/** Rules of the default policy, an hour as a second; those that are seen between two deadlines are in time-skipping. */
import { expect } from 'vitest';
import { seconds, test } from '../support/story.js';

test.concurrent(
  '75 % of the SLA mean nothing to a ticket that waits for its customer; the breach does',
  async ({ desk }) => {
    const ticket = await desk.ticket({ status: 'pending', slaHours: seconds(4) });
    const state = await ticket.reaches('manager');
    expect(state).toMatchObject({
      escalationReason: 'sla_breached',
      priority: 'urgent',
      slaBreachedAt: state.slaDueAt,
    });
    expect(state.history).toMatchObject([{ kind: 'escalated', from: 'L1', candidates: ['sla_breached'] }]);
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  },
);

test.concurrent('a score below -0.6 lifts a ticket to L2, one of -0.6 does not', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.6);
  expect((await ticket.until('to hear the score', (state) => state.sentimentScore === -0.6)).tier).toBe('L1');
  await ticket.score(-0.61);
  expect(await ticket.reaches('L2')).toMatchObject({ escalationReason: 'negative_sentiment' });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});

test.concurrent('of two rules due at once the one with the higher bump wins, and both are named', async ({ desk }) => {
  await desk.stopWorkers();
  const ticket = await desk.ticket({
    customerReplyCount: 2,
    sentimentScore: 0,
    createdAt: new Date(Date.now() - 60_000),
    slaHours: seconds(30),
    status: 'pending',
  });
  await ticket.reply();
  await desk.startWorkers();
  const state = await ticket.reaches('manager');
  expect(state.history).toMatchObject([
    { kind: 'escalated', rule: 'sla_breached', candidates: ['multiple_replies_no_resolution', 'sla_breached'] },
  ]);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});
