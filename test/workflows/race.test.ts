/** A confirmation and the end of a cooldown in one workflow task; other meetings are in time-skipping. */
import { expect } from 'vitest';
import { eventually } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { seconds, SECONDS_POLICY, test as story } from '../support/story.js';

/** Long enough for the workers to stop before the timer rings. */
const test = story.extend({
  policy: SECONDS_POLICY.replace('cooldown: 4s', 'cooldown: 8s').replace('stalled: 4s', 'stalled: 1h'),
});

for (const order of ['before', 'after'] as const) {
  test.concurrent(`a confirmation ${order} the end of the cooldown: what was held is not fired`, async ({ desk }) => {
    const ticket = await desk.ticket({ createdAt: new Date(Date.now() - 60_000), status: 'pending' });
    await ticket.escalate('L2');
    await ticket.change({ slaHours: seconds(30) });
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    await ticket.until(
      'to be breached and written',
      ({ slaBreachedAt, outbox }) => !!slaBreachedAt && outbox.persisted,
    );
    await desk.stopWorkers();
    // A machine on which all of that takes longer than the cooldown has no meeting.
    if (ticket.saved!.snapshot.tier === 'manager' || (await timesOf(ticket.handle, 'timerFired')) > 0) {
      await desk.startWorkers();
      await ticket.reaches('manager');
      return desk.expectAlerts(...ticket.alerts(2, 'manager'));
    }
    if (order === 'before') await ticket.confirm();
    await eventually('the cooldown to end', async () => (await timesOf(ticket.handle, 'timerFired')) > 0);
    if (order === 'after') await ticket.confirm();
    await desk.startWorkers();
    expect(await ticket.result()).toMatchObject({ status: 'resolved', tier: 'L1', seq: 2 });
    expect(await ticket.kinds()).toEqual(['escalated', 'held', 'deescalated', 'closed']);
    await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  });
}
