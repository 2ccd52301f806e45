/** An errand whose activity fails as a whole: it is not tried again, its parts are done by themselves. */
import { expect } from 'vitest';
import { activitiesOf } from '../support/history.js';
import { calm as test } from '../support/story.js';

const PARTS = ['deliverAlert', 'deliverAlert', 'saveTicket'];

test.concurrent('by a defect', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  desk.world.errandsFail = true;
  await ticket.escalate('L3');
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  await ticket.atRest();
  const [opening, errand, ...parts] = await activitiesOf(ticket.handle);
  expect([opening, errand, parts.sort()]).toEqual(['carryOut', 'carryOut', PARTS]);
  expect(desk.world.errands).toHaveLength(2);
  expect(desk.world.logged(ticket.id)).toEqual(['escalated']);
});

test.concurrent('with its worker, which may have sent the alerts', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  desk.world.errandHangs = true;
  await ticket.escalate('L3');
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  await ticket.atRest();
  const [opening, errand, ...parts] = await activitiesOf(ticket.handle);
  expect([opening, errand, parts.sort()]).toEqual(['carryOut', 'carryOut', PARTS]);
  expect(desk.world.errands).toHaveLength(2);
  expect(desk.world.handedOver).toEqual(new Set(ticket.alerts(1, 'L3')));
  expect(desk.world.logged(ticket.id)).toEqual(['escalated']);
});
