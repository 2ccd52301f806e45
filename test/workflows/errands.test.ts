/** An errand whose activity fails as a whole: it is not tried again, its parts are done by themselves. */
import { expect } from 'vitest';
import type { Desk, DeskTicket } from '../support/desk.js';
import { activitiesOf } from '../support/history.js';
import { calm as test } from '../support/story.js';

const PARTS = ['deliverAlert', 'deliverAlert', 'saveTicket'];

/** An errand that ends so: everything is done all the same. */
async function afterErrand(desk: Desk, end: 'errandsFail' | 'errandHangs'): Promise<DeskTicket> {
  const ticket = await desk.ticket();
  await ticket.atRest();
  desk.world[end] = true;
  await ticket.escalate('L3');
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  await ticket.atRest();
  const [opening, errand, ...parts] = await activitiesOf(ticket.handle);
  expect([opening, errand, parts.sort()]).toEqual(['carryOut', 'carryOut', PARTS]);
  expect(desk.world.errands).toHaveLength(2);
  expect(desk.world.logged(ticket.id)).toEqual(['escalated']);
  return ticket;
}

test.concurrent('by a defect', async ({ desk }) => {
  await afterErrand(desk, 'errandsFail');
});

test.concurrent('with its worker, which may have sent the alerts', async ({ desk }) => {
  const ticket = await afterErrand(desk, 'errandHangs');
  expect(desk.world.handedOver).toEqual(new Set(ticket.alerts(1, 'L3')));
});
