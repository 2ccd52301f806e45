/** The ladder on a real Temporal server, an hour as a second. */
import { expect } from 'vitest';
import { seconds, test } from '../support/story.js';

test('three replies without a resolution lift a ticket to L2, and its people are told once', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.reply();
  await ticket.reply();
  await ticket.reply();
  await ticket.reaches('L2');
  await desk.expectAlerts(ticket.key(1, 'slack:#tier2-queue'), ticket.key(1, 'email:tier2@example.com'));
});

test('a ticket climbs at 75 % of its SLA, is held at the breach and reaches the manager when the cooldown ends', async ({
  desk,
}) => {
  const ticket = await desk.ticket({ slaHours: seconds(8) });
  const atL2 = await ticket.reaches('L2');
  expect(atL2.escalationReason).toBe('time_based');
  const held = await ticket.until('to hold the breach', (state) => state.held.length > 0);
  expect(held.held[0]).toMatchObject({ rule: 'sla_breached', until: atL2.cooldownUntil });
  expect(held.slaBreachedAt).toBe(held.slaDueAt);
  await ticket.reaches('manager');
  expect(await ticket.kinds()).toEqual(['escalated', 'held', 'escalated']);
  await desk.expectAlerts(
    ticket.key(1, 'slack:#tier2-queue'),
    ticket.key(1, 'email:tier2@example.com'),
    ticket.key(2, 'slack:#escalations'),
    ticket.key(2, 'email:managers@example.com'),
  );
});
