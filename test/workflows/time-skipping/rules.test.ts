/** The default policy, seen between its deadlines. */
import { expect } from 'vitest';
import { eventually, type DeskTicket } from '../../support/desk.js';
import { historyOf, tally } from '../../support/history.js';
import { test } from '../../support/time-skipping.js';

test('a ticket climbs at 75 % of its SLA, is held at the breach and reaches the manager when the cooldown ends', async ({
  open,
  pass,
}) => {
  const desk = await open();
  const ticket = await desk.ticket({ slaHours: 8 });
  await pass(6);
  const { createdAt, ...atL2 } = await ticket.reaches('L2');
  expect(atL2).toMatchObject({
    escalationReason: 'time_based',
    priority: 'high',
    assigneeGroup: 'tier2_support',
    escalated: true,
    seq: 1,
  });
  expect(Date.parse(atL2.escalatedAt!)).toBeGreaterThanOrEqual(Date.parse(createdAt) + 6 * 3_600_000);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await pass(2);
  const held = await ticket.until('to hold the breach', (state) => state.held.length > 0);
  expect(held.held[0]).toMatchObject({ rule: 'sla_breached', until: atL2.cooldownUntil });
  expect(held.slaBreachedAt).toBe(held.slaDueAt);
  await pass(2);
  expect(await ticket.reaches('manager')).toMatchObject({ seq: 2, assigneeGroup: 'support_managers' });
  expect(await ticket.kinds()).toEqual(['escalated', 'held', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
});

test('a deadline that moves later costs nothing until the timer rings; one that moves earlier replaces the timer', async ({
  open,
  pass,
}) => {
  const desk = await open();
  const later = await desk.ticket({ slaHours: 2, status: 'pending' });
  const earlier = await desk.ticket({ status: 'pending' });
  await Promise.all([later.atRest(), earlier.atRest()]);
  await later.change({ slaHours: 5 });
  await earlier.change({ slaHours: 5 });
  const { slaDueAt } = await later.atRest();
  await earlier.atRest();
  expect(await timersOf(later)).toEqual({ started: 1, canceled: 0, fired: 0 });
  expect(await timersOf(earlier)).toEqual({ started: 2, canceled: 1, fired: 0 });
  const writes = desk.world.writes.length;

  await pass(2);
  await eventually('the first timer to ring', async () => (await timersOf(later)).started === 2);
  expect(await later.state()).toMatchObject({ tier: 'L1', seq: 0 });
  expect(desk.world.writes.length).toBe(writes);
  await pass(3);
  const state = await later.reaches('manager');
  expect(Date.parse(state.escalatedAt!)).toBeGreaterThanOrEqual(Date.parse(slaDueAt!));
  expect(await timersOf(later)).toMatchObject({ canceled: 0 });
  await earlier.reaches('manager');
  expect(await timersOf(earlier)).toEqual({ started: 2, canceled: 1, fired: 1 });
  await desk.expectAlerts(...later.alerts(1, 'manager'), ...earlier.alerts(1, 'manager'));
});

async function timersOf({ handle }: DeskTicket) {
  const counts = tally(await historyOf(handle));
  const [started, canceled, fired] = ['timerStarted', 'timerCanceled', 'timerFired'].map(
    (name) => counts.get(name) ?? 0,
  );
  return { started, canceled, fired };
}
