/** What the cooldown holds back, and what it does not. */
import { expect } from 'vitest';
import { eventually } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { calm as test, seconds, SECONDS_POLICY } from '../support/story.js';

test.concurrent('a good score brings a ticket down during the cooldown, and the cooldown goes on', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  const { cooldownUntil } = await ticket.reaches('L2');
  await ticket.score(0.5);
  expect(await ticket.reaches('L1')).toMatchObject({ cooldownUntil, escalated: false, priority: 'normal', seq: 2 });
  await ticket.score(-0.95);
  const held = await ticket.until('to hold the new score', (state) => state.held.length > 0);
  expect(held.held).toMatchObject([{ rule: 'negative_sentiment', until: cooldownUntil }]);
  const again = await ticket.reaches('L2');
  expect(Date.parse(again.escalatedAt!)).toBeGreaterThanOrEqual(Date.parse(cooldownUntil!));
  expect(again.held).toEqual([]);
  expect(await ticket.kinds()).toEqual(['escalated', 'deescalated', 'held', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2', 'L1'), ...ticket.alerts(3, 'L2'));
});

test.concurrent('a held rule that no longer holds when the cooldown ends is let go', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await ticket.score(0.5);
  await ticket.reaches('L1');
  await ticket.score(-0.95);
  await ticket.until('to hold the new score', (state) => state.held.length > 0);
  await ticket.score(-0.1);
  await ticket.until('to let it go', (state) => state.held.length === 0);
  await eventually('the end of the cooldown', async () => (await timesOf(ticket.handle, 'timerFired')) > 0);
  expect(await ticket.atRest()).toMatchObject({ tier: 'L1', seq: 2 });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2', 'L1'));
});

test.concurrent('a held rule is logged once however often the ticket is touched', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: seconds(1), status: 'pending' });
  await ticket.escalate('L2');
  await ticket.until('to hold the breach', (state) => state.held.length > 0);
  await ticket.reply();
  await ticket.agentReply();
  await ticket.reaches('manager');
  expect(await ticket.kinds()).toEqual(['escalated', 'held', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'));
});

const bypassing = test.extend({
  policy: SECONDS_POLICY.replace(
    '{ name: sla_breached, when: { sla_used: 100% }, to: manager, bump: 2 }',
    '{ name: sla_breached, when: { sla_used: 100% }, to: manager, bump: 2, bypass_cooldown: true }',
  ),
});

bypassing.concurrent('a rule that bypasses the cooldown fires during it', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: seconds(3) });
  const { cooldownUntil } = await (await ticket.escalate('L2'), ticket.reaches('L2'));
  const state = await ticket.reaches('manager');
  expect(Date.parse(state.escalatedAt!)).toBeLessThan(Date.parse(cooldownUntil!));
  expect(await ticket.kinds()).toEqual(['escalated', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'));
});
