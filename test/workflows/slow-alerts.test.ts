/** A channel takes its time: what has to be written meanwhile does not wait for it. */
import { expect } from 'vitest';
import { historyOf } from '../support/history.js';
import { calm as test } from '../support/story.js';
import { DELIVERIES } from '../replay/deliveries.js';
import { replayed } from '../replay/replayed.js';

const SLOW = 'slack:#tier3-queue';

test('a write that is due goes before alerts that take longer than three seconds', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  desk.world.slow.set(SLOW, Infinity);
  await ticket.escalate('L3');
  await ticket.acknowledge();
  const { rev } = await ticket.until('to be written', ({ outbox }) => outbox.persisted);
  expect(desk.world.keys()).toEqual([ticket.key(1, 'email:tier3@example.com')]);
  expect(ticket.saved?.engine).toMatchObject({ rev, state: { acknowledged: { by: 'ann' } } });
  desk.world.slow.clear();
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  const after = await ticket.atRest();
  expect(after.rev).toBe(rev);
  expect(desk.world.writes.map(({ engine }) => engine.rev)).toEqual(
    [...new Set(desk.world.writes.map(({ engine }) => engine.rev))].sort((a, b) => a - b),
  );
  expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
});

test('alerts that do not take as long hold no timer and leave no mark', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  await ticket.escalate('L3');
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  await ticket.atRest();
  await ticket.acknowledge();
  await ticket.atRest();
  const names = (await historyOf(ticket.handle)).map(({ name }) => name);
  expect(names).not.toContain('markerRecorded');
  expect(names.filter((name) => name === 'timerStarted')).toHaveLength(1);
});

test('the alert behind one that was dropped goes along with the write that records that, though another write is on its way', async ({
  desk,
}) => {
  const ticket = await DELIVERIES['dropped-before-the-next']!(desk);
  const [dropped, next] = [1, 2].map((seq) => ticket.key(seq, SLOW));
  const { write } = desk.world.errands.find(({ deliveries }) => deliveries.some(({ alert }) => alert.key === next))!;
  expect(write.alerts).toMatchObject([{ alert: { key: dropped }, outcome: { state: 'superseded' } }]);
  expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
});
