/** The way down: by a good score, by a confirmed resolution, and what a person has decided in between. */
import { expect } from 'vitest';
import { calm as test } from '../support/story.js';

test.concurrent(
  'a good score takes back one step, and the people of the tier that gives it up are told',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    await ticket.escalate('manager');
    await desk.expectAlerts(...ticket.alerts(2, 'manager'));
    await ticket.score(0.05);
    const state = await ticket.until('to come down', ({ seq }) => seq === 3);
    expect(state).toMatchObject({ tier: 'L2', priority: 'high', assigneeGroup: 'tier2_support', escalated: true });
    expect(state.history.at(-1)).toMatchObject({ kind: 'deescalated', reason: 'sentiment', from: 'manager', to: 'L2' });
    await desk.expectAlerts(...ticket.alerts(3, 'manager', 'L2'));
  },
);

test.concurrent('a confirmed resolution takes back every step at once and resolves the ticket', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.escalate('manager');
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
  await ticket.confirm();
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved', tier: 'L1', seq: 3 });
  expect(await ticket.kinds()).toEqual(['escalated', 'escalated', 'deescalated', 'closed']);
  expect(ticket.saved?.snapshot).toMatchObject({
    escalated: false,
    priority: 'normal',
    assigneeGroup: 'tier1_support',
  });
  await desk.expectAlerts(...ticket.alerts(3, 'manager'));
});

test.concurrent('a confirmed resolution of a ticket at its base resolves it quietly', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.confirm();
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved', tier: 'L1', seq: 0 });
});

test.concurrent('what a person has decided since the step stays', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.change({ priority: 'low', assigneeGroup: 'payments' });
  await ticket.score(0.9);
  expect(await ticket.reaches('L1')).toMatchObject({ priority: 'low', assigneeGroup: 'payments', escalated: false });
  await desk.expectAlerts(...ticket.alerts(2, 'L2', 'L1'));
});

test.concurrent('setting a field to the value it has is nobody’s decision', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.change({ priority: 'high', assigneeGroup: 'tier2_support' });
  await ticket.score(0.9);
  expect(await ticket.reaches('L1')).toMatchObject({ priority: 'normal', assigneeGroup: 'tier1_support' });
  await desk.expectAlerts(...ticket.alerts(2, 'L2', 'L1'));
});

test.concurrent('a good score at the base is used up and takes back no later step', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.score(0.9);
  await ticket.until('to hear the score', (state) => state.sentimentScore === 0.9);
  await ticket.escalate('L2');
  await ticket.reply();
  expect(await ticket.until('to hear the reply', (state) => state.customerReplyCount === 1)).toMatchObject({
    tier: 'L2',
  });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});
