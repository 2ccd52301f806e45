/** Rules that tell, and their repeats: carried out by the workflow. */
import { expect } from 'vitest';
import { test } from '../../support/time-skipping.js';

const policy = `
version: 1
tiers:
  - { name: L1, group: tier1, notify: [{ slack: "#queue" }] }
  - { name: L2, group: tier2, notify: [{ slack: "#two" }, { email: two@example.com }] }
priorities: [low, normal, high]
cooldown: 4h
rules:
  - { name: angry, when: { sentiment_below: -0.6 }, notify: here, repeat: { every: 2h } }
`;

test('a rule tells the tier that the ticket stands on, again and again until somebody takes it on', async ({
  open,
  pass,
}) => {
  const desk = await open({ policy });
  const ticket = await desk.ticket();
  await ticket.score(-0.9);
  const told = (k: number) => `${ticket.id}:n${k}:slack:#queue`;
  await desk.expectAlerts(told(1));
  await pass(2);
  await desk.expectAlerts(told(2));
  await pass(2);
  await desk.expectAlerts(told(3));
  await ticket.acknowledge();
  await ticket.atRest();
  await pass(2);
  const { seq, tier, history, acknowledged } = await ticket.atRest();
  expect([seq, tier, acknowledged?.by]).toEqual([0, 'L1', 'ann']);
  const lines = history.flatMap((line) => (line.kind === 'notified' ? [line.repeat] : []));
  expect(lines).toEqual([undefined, 1, 2]);
  const [first, second] = desk.world.sent;
  expect(second!.thread).toBe('m1');
  expect(first!.alert.ticket).toMatchObject({ priority: 'normal', group: 'tier1', acknowledged: null, held: [] });
  expect(desk.world.logged(ticket.id)).toEqual(history.map(({ kind }) => kind));
});
