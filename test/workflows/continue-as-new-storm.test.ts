/** Signals that keep coming keep a run from continuing as new: the server refuses each try. The ticket goes on meanwhile. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { customerReplied, received } from '../../src/workflows/contract.js';
import { eventually } from '../support/desk.js';
import { calm as test } from '../support/story.js';

const SENDERS = 10;

test('alerts are sent and the ticket is written while a run cannot continue as new', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 20 }, tier: 'L2' });
  await ticket.atRest();
  let sent = 0;
  let isStorming = true;
  const storm = Array.from({ length: SENDERS }, async () => {
    while (isStorming) {
      await ticket.handle.signal(customerReplied, { eventId: randomUUID(), at: new Date().toISOString() });
      sent++;
    }
  });
  await eventually('a storm', () => Promise.resolve(sent > 100));
  const before = sent;
  await ticket.escalate('L3');
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  await eventually('the write', () => Promise.resolve(ticket.saved?.snapshot.tier === 'L3'));
  expect(sent).toBeGreaterThan(before);
  isStorming = false;
  await Promise.all(storm);
  const state = await ticket.until('to hear them all', ({ customerReplyCount }) => customerReplyCount === sent);
  expect(state).toMatchObject({ tier: 'L3', seq: 1 });
});

test.concurrent('what was ignored is still known to be in the next run', async ({ desk }) => {
  desk.world.databaseDown = true;
  const ticket = await desk.ticket({ limits: { messagesPerRun: 4 } });
  const run = await ticket.runId();
  await ticket.change({ status: 'closed' });
  await ticket.until('to be closed', (state) => state.closed);
  for (const eventId of ['late', 'later', 'last']) await ticket.reply(eventId);
  await eventually('the next run', async () => (await ticket.runId()) !== run);
  const ask = (eventId: string) => ticket.handle.executeUpdate(received, { args: [{ eventId }] });
  expect(await ask('late')).toBe('ignored');
  desk.world.databaseDown = false;
  await ticket.result();
});
