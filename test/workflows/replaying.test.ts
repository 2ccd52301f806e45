/** A worker that keeps two tickets of three: nearly every task replays a whole history, and comes to the same. */
import { expect } from 'vitest';
import { test } from '../support/story.js';

test('three tickets at once: climbing, coming down, waiting for the database', async ({ desk }) => {
  const [climber, calmed, waiting] = await Promise.all([
    desk.ticket({ status: 'pending' }),
    desk.ticket(),
    desk.ticket({ customerTier: 'premium' }),
  ]);
  await climber.score(-0.9);
  for (let i = 0; i < 3; i++) await calmed.reply();
  await Promise.all([climber.until('to climb', ({ seq }) => seq > 0), calmed.reaches('L2')]);
  await desk.expectAlerts(...climber.alerts(1, 'L2'), ...calmed.alerts(1, 'L2'));
  desk.world.databaseDown = true;
  await waiting.escalate('L3');
  await calmed.confirm();
  await desk.expectAlerts(...waiting.alerts(1, 'L3'), ...calmed.alerts(2, 'L2'));
  desk.world.databaseDown = false;
  expect(await calmed.result()).toMatchObject({ outcome: 'closed', status: 'resolved', seq: 2 });
  await climber.reaches('L3');
  await desk.expectAlerts(...climber.alerts(2, 'L3'));
  await climber.slaEndsIn(1);
  const { history, ...state } = await climber.reaches('manager');
  expect(state).toMatchObject({
    escalationReason: 'sla_breached',
    priority: 'urgent',
    assigneeGroup: 'support_managers',
    seq: 3,
  });
  // The cooldown has held the breach, unless it was over by then.
  expect(history.filter(({ kind }) => kind !== 'held')).toMatchObject([
    { kind: 'escalated', to: 'L2' },
    { kind: 'escalated', rule: 'stalled_at_l2', to: 'L3' },
    { kind: 'escalated', rule: 'sla_breached', to: 'manager' },
  ]);
  await desk.expectAlerts(...climber.alerts(3, 'manager'));
  await Promise.all([climber.atRest(), waiting.atRest()]);
});
