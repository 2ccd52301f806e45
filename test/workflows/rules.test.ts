/** Rules of the default policy, an hour as a second; those about replies and stalling are in replaying.test.ts. */
import { expect } from 'vitest';
import { seconds, test } from '../support/story.js';
import { timesOf } from '../support/history.js';
import { eventually } from '../support/desk.js';

test.concurrent(
  'a ticket climbs at 75 % of its SLA, is held at the breach and reaches the manager when the cooldown ends',
  async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(8) });
    const { createdAt, ...atL2 } = await ticket.reaches('L2');
    expect(atL2).toMatchObject({
      escalationReason: 'time_based',
      priority: 'high',
      assigneeGroup: 'tier2_support',
      escalated: true,
      seq: 1,
    });
    expect(Date.parse(atL2.escalatedAt!)).toBeGreaterThanOrEqual(Date.parse(createdAt) + 6_000);
    const held = await ticket.until('to hold the breach', (state) => state.held.length > 0);
    expect(held.held[0]).toMatchObject({ rule: 'sla_breached', until: atL2.cooldownUntil });
    expect(held.slaBreachedAt).toBe(held.slaDueAt);
    expect(await ticket.reaches('manager')).toMatchObject({ seq: 2, assigneeGroup: 'support_managers' });
    expect(await ticket.kinds()).toEqual(['escalated', 'held', 'escalated']);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'));
  },
);

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

test.concurrent('a touch begins the idle spell of an enterprise ticket anew; a score is no touch', async ({ desk }) => {
  const ticket = await desk.ticket({ customerTier: 'enterprise' });
  await ticket.until('a second to pass', ({ createdAt }) => Date.now() > Date.parse(createdAt) + 1_000);
  await ticket.agentReply();
  await ticket.score(0);
  const state = await ticket.reaches('manager');
  expect(state).toMatchObject({ escalationReason: 'vip_stuck', priority: 'urgent' });
  expect(Date.parse(state.escalatedAt!) - Date.parse(state.lastActivityAt)).toBeGreaterThanOrEqual(2_000);
  expect(Date.parse(state.escalatedAt!) - Date.parse(state.createdAt)).toBeGreaterThanOrEqual(3_000);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});

test.concurrent('a score below -0.6 lifts a ticket to L2, one of -0.6 does not', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.6);
  expect((await ticket.until('to hear the score', (state) => state.sentimentScore === -0.6)).tier).toBe('L1');
  await ticket.score(-0.61);
  expect(await ticket.reaches('L2')).toMatchObject({ escalationReason: 'negative_sentiment' });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});

test.concurrent("an agent's reply ends the stall", async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await ticket.agentReply();
  await eventually('the timer of the stall to ring', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
  expect(await ticket.atRest()).toMatchObject({ tier: 'L2', seq: 1 });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});

test.concurrent('of two rules due at once the one with the higher bump wins, and both are named', async ({ desk }) => {
  const ticket = await desk.ticket({
    customerReplyCount: 2,
    sentimentScore: 0,
    slaHours: seconds(3),
    status: 'pending',
  });
  await desk.stopWorkers();
  await ticket.reply();
  await eventually('the breach', async () => (await timesOf(ticket.handle, 'timerFired')) === 1 || past(ticket.handle));
  await desk.startWorkers();
  const state = await ticket.reaches('manager');
  expect(state.history).toMatchObject([
    { kind: 'escalated', rule: 'sla_breached', candidates: ['multiple_replies_no_resolution', 'sla_breached'] },
  ]);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));

  /** The workers may have stopped before they had armed anything: then the clock alone decides. */
  async function past(handle: typeof ticket.handle): Promise<boolean> {
    return Date.now() > (await handle.describe()).startTime.getTime() + 4_000;
  }
});
