/** Facts that come twice, late, or in the wrong order. */
import { expect } from 'vitest';
import { replayed } from '../replay/replayed.js';
import { STORIES } from '../replay/stories.js';
import { calm as test } from '../support/story.js';

test.concurrent('a fact told twice counts once', async ({ desk }) => {
  const ticket = await desk.ticket();
  for (let i = 0; i < 4; i++) await ticket.reply('the-same');
  await ticket.reply('another');
  expect(await ticket.until('to hear both', (state) => state.customerReplyCount === 2)).toMatchObject({ tier: 'L1' });
});

test.concurrent('a fact told twice counts once, across continue-as-new and reopening', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 2 } });
  const firstRun = await ticket.runId();
  for (const eventId of ['a', 'a', 'b', 'a', 'b', 'b']) await ticket.reply(eventId);
  expect(await ticket.until('to hear both', (state) => state.customerReplyCount === 2)).toMatchObject({ tier: 'L1' });
  await ticket.nextRun(firstRun);
  await ticket.change({ status: 'closed' }, 'end');
  await ticket.result();
  await ticket.change({ status: 'open' }, 'again');
  expect(await ticket.reply('a')).toEqual({ outcome: 'accepted' });
  await ticket.change({ status: 'closed' }, 'end');
  await ticket.agentReply('b');
  await ticket.score(0, 'new');
  const state = await ticket.until('to hear the score', ({ sentimentScore }) => sentimentScore === 0);
  expect(state).toMatchObject({ customerReplyCount: 2, status: 'open', closed: false });
  expect(state.history.map(({ kind }) => kind)).toEqual(['closed', 'reopened']);
});

test.concurrent('a command and a fact share their ids', async ({ desk }) => {
  const ticket = await desk.ticket();
  await desk.rung.acknowledge(ticket.id, { by: 'ann', commandId: 'id-1' });
  await ticket.reply('id-1');
  await ticket.reply('id-2');
  expect(await ticket.until('to hear a reply', (state) => state.customerReplyCount > 0)).toMatchObject({
    customerReplyCount: 1,
  });
});

test.concurrent('an older fact never overwrites a newer one, field by field', async ({ desk }) => {
  const now = Date.now();
  const ticket = await desk.ticket({ createdAt: new Date(now - 60_000) });
  const at = (ago: number) => ({ at: new Date(now - ago) });
  await desk.rung.ticketChanged(ticket.id, { status: 'pending', priority: 'high' }, at(10_000));
  await desk.rung.ticketChanged(ticket.id, { status: 'open', customerTier: 'premium' }, at(20_000));
  await desk.rung.sentimentScored(ticket.id, 0, at(5_000));
  await desk.rung.sentimentScored(ticket.id, -1, at(15_000));
  await desk.rung.customerReplied(ticket.id, at(30_000));
  const state = await ticket.until('to hear everything', ({ customerReplyCount }) => customerReplyCount === 1);
  expect(state).toMatchObject({
    status: 'pending',
    priority: 'high',
    customerTier: 'premium',
    sentimentScore: 0,
    seq: 0,
  });
  expect(state.lastActivityAt).toBe(at(10_000).at.toISOString());
});

test.concurrent('a fact from the future is taken as now', async ({ desk }) => {
  const ticket = await desk.ticket();
  await desk.rung.customerReplied(ticket.id, { at: new Date(Date.now() + 3_600_000) });
  const state = await ticket.until('to hear the reply', ({ customerReplyCount }) => customerReplyCount === 1);
  expect(Date.parse(state.lastActivityAt)).toBeLessThanOrEqual(Date.now() + 1_000);
});

test.concurrent('a thousand facts at once are all heard, once each', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 300 } });
  const ids = Array.from({ length: 1_000 }, (_, i) => `r${i}`);
  await ticket.escalate('manager');
  for (let i = 0; i < ids.length; i += 100) {
    await Promise.all(
      ids.slice(i, i + 100).flatMap((id) => [ticket.reply(id), ...(i % 200 === 0 ? [ticket.reply(id)] : [])]),
    );
  }
  expect(await ticket.until('to hear them all', (state) => state.customerReplyCount >= 1_000)).toMatchObject({
    customerReplyCount: 1_000,
    seq: 1,
  });
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});

test.concurrent(
  'tags and fields are in the database when they have changed; told again they are not written again',
  async ({ desk }) => {
    const ticket = await STORIES['tags-and-fields']!(desk);
    const written = desk.world.writes.map(({ engine: { state } }) => [state.status, state.tags, state.fields]);
    expect(written).toEqual([
      ['open', undefined, undefined],
      ['open', ['vip'], undefined],
      ['open', ['vip'], { product: 'pump' }],
      ['closed', ['vip'], { product: 'pump' }],
    ]);
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  },
);
