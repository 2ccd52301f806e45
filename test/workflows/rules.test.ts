/** Every rule of the default policy, an hour as a second. */
import { expect } from 'vitest';
import { ON_TIME, seconds, test } from '../support/story.js';
import { timesOf } from '../support/history.js';
import { eventually } from '../support/desk.js';

test.concurrent('75 % of the SLA of an open ticket lift it to L2', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: seconds(8) });
  const { createdAt, ...state } = await ticket.reaches('L2');
  expect(state).toMatchObject({
    escalationReason: 'time_based',
    priority: 'high',
    assigneeGroup: 'tier2_support',
    escalated: true,
    seq: 1,
  });
  const late = Date.parse(state.escalatedAt!) - (Date.parse(createdAt) + 6_000);
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(ON_TIME);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});

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

test.concurrent('an enterprise ticket that nobody touches goes to the manager', async ({ desk }) => {
  const ticket = await desk.ticket({ customerTier: 'enterprise' });
  const state = await ticket.reaches('manager');
  expect(state).toMatchObject({ escalationReason: 'vip_stuck', priority: 'urgent' });
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});

test.concurrent('a touch begins the idle spell of an enterprise ticket anew; a score is no touch', async ({ desk }) => {
  const ticket = await desk.ticket({ customerTier: 'enterprise' });
  await ticket.until('a second to pass', ({ createdAt }) => Date.now() > Date.parse(createdAt) + 1_000);
  await ticket.agentReply();
  await ticket.score(0);
  const state = await ticket.reaches('manager');
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

test.concurrent(
  'a ticket that stalls at L2 goes on to L3, and from there to the manager at the breach',
  async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(11) });
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    const atL3 = await ticket.reaches('L3');
    expect(atL3).toMatchObject({
      escalationReason: 'stalled_at_l2',
      priority: 'urgent',
      assigneeGroup: 'tier3_support',
    });
    const atTop = await ticket.reaches('manager');
    expect(atTop).toMatchObject({ escalationReason: 'sla_breached', seq: 3, assigneeGroup: 'support_managers' });
    expect(await ticket.kinds()).toEqual(['escalated', 'escalated', 'escalated']);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L3'), ...ticket.alerts(3, 'manager'));
  },
);

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
