/** What the cooldown holds back, and what it does not. */
import { expect } from 'vitest';
import { eventually } from '../../support/desk.js';
import { timesOf } from '../../support/history.js';
import { CALM_POLICY, test } from '../../support/time-skipping.js';

test('a good score brings a ticket down during the cooldown, and the cooldown goes on', async ({ open, pass }) => {
  const desk = await open({ policy: CALM_POLICY });
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  const { cooldownUntil } = await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.score(0.5);
  expect(await ticket.reaches('L1')).toMatchObject({ cooldownUntil, escalated: false, priority: 'normal', seq: 2 });
  await desk.expectAlerts(...ticket.alerts(2, 'L2', 'L1'));
  await ticket.score(-0.95);
  const held = await ticket.until('to hold the new score', (state) => state.held.length > 0);
  expect(held.held).toMatchObject([{ rule: 'negative_sentiment', until: cooldownUntil }]);
  await pass(4);
  const again = await ticket.reaches('L2');
  expect(Date.parse(again.escalatedAt!)).toBeGreaterThanOrEqual(Date.parse(cooldownUntil!));
  expect(again.held).toEqual([]);
  expect(await ticket.kinds()).toEqual(['escalated', 'deescalated', 'held', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(3, 'L2'));
});

test('a held rule that no longer holds when the cooldown ends is let go', async ({ open, pass }) => {
  const desk = await open({ policy: CALM_POLICY });
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.score(0.5);
  await ticket.reaches('L1');
  await desk.expectAlerts(...ticket.alerts(2, 'L2', 'L1'));
  await ticket.score(-0.95);
  await ticket.until('to hold the new score', (state) => state.held.length > 0);
  await ticket.score(-0.1);
  await ticket.until('to let it go', (state) => state.held.length === 0);
  await pass(4);
  await eventually('the end of the cooldown', async () => (await timesOf(ticket.handle, 'timerFired')) > 0);
  expect(await ticket.atRest()).toMatchObject({ tier: 'L1', seq: 2 });
});

test('a held rule is logged once however often the ticket is touched', async ({ open, pass }) => {
  const desk = await open({ policy: CALM_POLICY });
  const ticket = await desk.ticket({ slaHours: 1, status: 'pending' });
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await pass(1);
  await ticket.until('to hold the breach', (state) => state.held.length > 0);
  await ticket.reply();
  await ticket.agentReply();
  await pass(3);
  await ticket.reaches('manager');
  expect(await ticket.kinds()).toEqual(['escalated', 'held', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
});

test('the cooldown and what it holds are carried on to a later run, which meets the deadline', async ({
  open,
  pass,
}) => {
  const desk = await open({ policy: CALM_POLICY });
  const ticket = await desk.ticket({ slaHours: 2, status: 'pending', limits: { messagesPerRun: 2 } });
  const firstRun = await ticket.runId();
  expect(await ticket.escalate('L2')).toMatchObject({ seq: 1 });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await pass(2);
  const { cooldownUntil } = await ticket.until('to hold the breach', ({ held }) => held.length === 1);
  for (let i = 0; i < 3; i++) await ticket.agentReply();
  await ticket.nextRun(firstRun);
  expect((await ticket.state()).held).toMatchObject([{ rule: 'sla_breached', until: cooldownUntil }]);
  await pass(2);
  const state = await ticket.reaches('manager');
  expect(Date.parse(state.escalatedAt!)).toBeGreaterThanOrEqual(Date.parse(cooldownUntil!));
  expect(await ticket.kinds()).toEqual(['escalated', 'held', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
});

const BREACH = '{ name: sla_breached, when: { sla_used: 100% }, to: manager, bump: 2';

test('a rule that bypasses the cooldown fires during it', async ({ open, pass }) => {
  const desk = await open({ policy: CALM_POLICY.replace(BREACH, `${BREACH}, bypass_cooldown: true`) });
  const ticket = await desk.ticket({ slaHours: 3, status: 'pending' });
  await ticket.escalate('L2');
  const { cooldownUntil } = await ticket.atRest();
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await pass(3);
  const state = await ticket.reaches('manager');
  expect(Date.parse(state.escalatedAt!)).toBeLessThan(Date.parse(cooldownUntil!));
  expect(await ticket.kinds()).toEqual(['escalated', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
});
