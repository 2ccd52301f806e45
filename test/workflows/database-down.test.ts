/** The database is away: pages still go out, facts are still heard, and everything is written afterwards, once. */
import { expect } from 'vitest';
import { LOG_LIMIT } from '../../src/domain/run/outbox.js';
import { eventually } from '../support/desk.js';
import { calm as test } from '../support/story.js';
import { activitiesOf } from '../support/history.js';

test.concurrent('a new ticket climbs and pages people while the database is down', async ({ desk }) => {
  desk.world.databaseDown = true;
  const ticket = await desk.ticket();
  for (let i = 0; i < 3; i++) await ticket.reply();
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  expect(desk.world.tickets.size).toBe(0);
  await ticket.agentReply();
  expect(await ticket.deEscalate()).toMatchObject({ accepted: true, seq: 2 });
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  const during = await ticket.state();
  expect(during).toMatchObject({ tier: 'L1', customerReplyCount: 3, outbox: { logEntries: 2, persisted: false } });

  desk.world.databaseDown = false;
  const after = await ticket.atRest();
  expect(ticket.saved?.engine).toMatchObject({ rev: after.rev, state: { seq: 2, tier: 'L1', customerReplyCount: 3 } });
  expect([...desk.world.log.keys()]).toEqual([`${ticket.id}:1`, `${ticket.id}:2`]);
  expect(after.outbox).toEqual({ logEntries: 0, persisted: true, alerts: [] });
});

test.concurrent('deadlines are met while the database is down', async ({ desk }) => {
  const ticket = await desk.ticket({ status: 'pending' });
  await ticket.atRest();
  desk.world.databaseDown = true;
  await ticket.reply();
  await ticket.slaEndsIn(1);
  await ticket.reaches('manager');
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  expect(ticket.saved?.snapshot.tier).toBe('L1');
  desk.world.databaseDown = false;
  await ticket.atRest();
  expect(ticket.saved?.snapshot.tier).toBe('manager');
  expect(desk.world.logged(ticket.id)).toEqual(['escalated']);
});

test.concurrent('a ticket that is closed while the database is down ends when it is back', async ({ desk }) => {
  desk.world.databaseDown = true;
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await ticket.change({ status: 'resolved' });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  expect((await ticket.until('to be closed', ({ closed }) => closed)).outbox.logEntries).toBe(2);
  expect((await ticket.handle.describe()).status.name).toBe('RUNNING');
  desk.world.databaseDown = false;
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved' });
  expect(desk.world.logged(ticket.id)).toEqual(['escalated', 'closed']);
  expect(ticket.saved?.snapshot).toMatchObject({ status: 'resolved', tier: 'L2' });
});

test.concurrent('a burst of replies is a few writes, and the last one has them all', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('manager');
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  await ticket.atRest();
  const before = desk.world.writes.length;
  await desk.away(() => Promise.all(Array.from({ length: 50 }, () => ticket.reply())));
  await ticket.until('to hear them', ({ customerReplyCount }) => customerReplyCount === 50);
  await ticket.atRest();
  expect(desk.world.writes.length - before).toBeLessThanOrEqual(2);
  expect(ticket.saved?.snapshot.customerReplyCount).toBe(50);
});

test.concurrent(
  'after a failure the patient way is taken, and after a success the quick way again',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.atRest();
    let tries = 0;
    desk.world.whileSaving = () => Promise.resolve(tries++);
    desk.world.databaseDown = true;
    await ticket.change({ priority: 'high' });
    await eventually('the errand, and three tries by itself', () => Promise.resolve(tries >= 4));
    await ticket.change({ priority: 'urgent' });
    await ticket.until('to hear it', ({ priority }) => priority === 'urgent');
    const patient = ['carryOut', 'carryOut', 'saveTicket'];
    expect(await activitiesOf(ticket.handle)).toEqual(patient);
    desk.world.databaseDown = false;
    await ticket.atRest();
    expect(await activitiesOf(ticket.handle)).toEqual([...patient, 'carryOut']);
    expect(ticket.saved?.snapshot.priority).toBe('urgent');
    const revs = desk.world.writes.map(({ engine }) => engine.rev);
    expect(revs).toEqual([...new Set(revs)].sort((a, b) => a - b));
  },
);

test.concurrent(
  'an outbox that would overflow merges what was ignored, and counts it; transitions stay',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.atRest();
    desk.world.databaseDown = true;
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await ticket.change({ status: 'closed' });
    await ticket.until('to be closed', ({ closed }) => closed);
    const ignored = LOG_LIMIT + 60;
    for (let i = 0; i < ignored; i += 20) await Promise.all(Array.from({ length: 20 }, () => ticket.reply()));
    await ticket.change({ status: 'open' });
    expect(await ticket.escalate('manager')).toMatchObject({ accepted: true, seq: 2 });
    const { outbox } = await ticket.state();
    expect(outbox.logEntries).toBeLessThanOrEqual(LOG_LIMIT + 2);
    desk.world.databaseDown = false;
    await ticket.atRest();
    await desk.expectAlerts(...ticket.alerts(2, 'manager'));
    const entries = [...desk.world.log.values()];
    const count = entries
      .filter(({ decision }) => decision.kind === 'ignored')
      .reduce((sum, entry) => sum + (entry.count ?? 1), 0);
    expect(count).toBe(ignored);
    const others = entries.filter(({ decision }) => decision.kind !== 'ignored').map(({ decision }) => decision.kind);
    expect(others).toEqual(['escalated', 'closed', 'reopened', 'escalated']);
  },
);
