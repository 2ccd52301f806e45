/** Zammad's reconciler against a stub with its search, articles and paging. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/reconcile/api-error.js';
import { Reading } from './reading.js';
import { ZammadDesk, type ZammadArticle, type ZammadTicket } from './stubs/zammad.js';

const MINUTE = 60_000;
let now: number;
let desk: ZammadDesk;
let reading: Reading;

beforeEach(async () => {
  now = Date.now();
  desk = await ZammadDesk.start(() => now);
  reading = new Reading('zammad', desk.api.url, () => now);
});
afterEach(() => desk.api.close());

const ago = (minutes: number) => new Date(now - minutes * MINUTE).toISOString();

function ticket(id: number, changes: Partial<ZammadTicket> = {}): ZammadTicket {
  const times = { created_at: ago(30), updated_at: ago(10) };
  const rest = {
    customer_id: 8,
    owner_id: 1,
    group: 'Service Desk',
    article_count: 3,
    updated_by_id: 8,
    title: 's3cret text',
  };
  const one = { id, state: 'open', priority: '2 normal', ...times, ...rest, ...changes };
  desk.tickets.push(one);
  return one;
}

function article(ticketId: number, id: number, changes: Partial<ZammadArticle> = {}): ZammadArticle {
  const one = {
    id,
    ticket_id: ticketId,
    created_at: ago(20),
    sender: 'Customer',
    type: 'email',
    internal: false,
    preferences: {},
    ...changes,
  };
  desk.articles.push(one);
  return one;
}

/** The first article is what the ticket was created with. */
function conversation(ticketId: number): void {
  article(ticketId, 100, { created_at: ago(30) });
  article(ticketId, 101);
  article(ticketId, 102, { sender: 'Agent', internal: true, type: 'note' });
  article(ticketId, 103, { sender: 'Agent', created_at: ago(15) });
  article(ticketId, 104, { sender: 'System' });
  article(ticketId, 105, { created_at: ago(12) });
}

/** The same as the webhook sends it. */
const delivery = (one: ZammadTicket, written?: ZammadArticle) => ({
  ticket: { ...one, priority: { name: one.priority }, group: { name: one['group'] }, customer: { vip: false } },
  article: written ?? {},
});

describe('what no webhook has told', () => {
  it('is found: the ticket, replies but no notes, nor what it was created with', async () => {
    ticket(81);
    conversation(81);
    expect(await reading.pass()).toMatchObject({ complete: true, refused: 0 });
    expect(reading.ticket('zammad/81')).toMatchObject({
      customerReplyCount: 2,
      status: 'open',
      createdAt: Date.parse(ago(30)),
    });
  });

  it('is found once, however often it is looked for', async () => {
    ticket(81);
    conversation(81);
    expect(await reading.again()).toBe(0);
  });

  it('says who is important: that is asked for', async () => {
    desk.vips.add(8);
    ticket(81);
    await reading.pass();
    expect(reading.ticket('zammad/81').customerTier).toBe('enterprise');
  });

  it('opens no ticket that is closed', async () => {
    ticket(81, { state: 'merged' });
    conversation(81);
    await reading.pass();
    expect([...reading.temporal.tickets.keys()]).toEqual([]);
    expect(reading.store.spilled.size).toBe(0);
  });

  it('closes one that is open here', async () => {
    const one = ticket(81);
    await reading.pass();
    Object.assign(one, { state: 'closed', updated_at: ago(1) });
    await reading.pass();
    expect(reading.ticket('zammad/81').closed).toBe(true);
  });

  it('is a priority that somebody has set', async () => {
    const one = ticket(81);
    await reading.pass();
    Object.assign(one, { priority: '3 high', updated_at: ago(1) });
    await reading.pass();
    expect(reading.ticket('zammad/81').priority).toBe('high');
  });
});

describe.each([true, false])('what a webhook has told (the database knows of it: %s)', (databaseKnows) => {
  it('counts once', async () => {
    reading.databaseKnows = databaseKnows;
    const one = ticket(81);
    conversation(81);
    await reading.webhook(delivery(one), { headers: { 'x-zammad-trigger': 'rung: created' } });
    for (const written of desk.articles.slice(1))
      await reading.webhook(delivery(one, written), { headers: { 'x-zammad-trigger': 'rung: updated' } });
    const before = structuredClone(reading.ticket('zammad/81'));
    await reading.pass();
    const { customerReplyCount, status, priority, lastActivityAt, lastTransition } = reading.ticket('zammad/81');
    expect({ customerReplyCount, status, priority, lastActivityAt, lastTransition }).toEqual({
      customerReplyCount: 2,
      status: before.status,
      priority: before.priority,
      lastActivityAt: before.lastActivityAt,
      lastTransition: before.lastTransition,
    });
  });
});

it('a priority that the engine has raised is not taken back by a help desk that has never heard of it', async () => {
  const one = ticket(81, { created_at: ago(60 * 23) });
  await reading.pass();
  const state = reading.ticket('zammad/81');
  expect(state).toMatchObject({ tier: 'L2', priority: 'high' });
  Object.assign(one, { updated_at: ago(1) });
  await reading.pass();
  expect(reading.ticket('zammad/81').priority).toBe('high');
});

it('goes through many pages while tickets change under it, and passes over none', async () => {
  for (let i = 1; i <= 105; i++) ticket(i, { updated_at: new Date(now - 50 * MINUTE + i * 1000).toISOString() });
  let pages = 0;
  const changes = reading.desk.changes.bind(reading.desk);
  reading.desk.changes = async (cursor) => {
    // One of the first page goes to the end: with pages counted, one of the second would take its place and be missed.
    if (pages++ === 1) Object.assign(desk.tickets[3]!, { updated_at: ago(5) });
    return changes(cursor);
  };
  expect((await reading.pass()).complete).toBe(true);
  expect(reading.temporal.tickets.size).toBe(105);
});

it('goes through more tickets of one instant than a page has', async () => {
  const at = ago(20);
  for (let i = 1; i <= 55; i++) ticket(i, { updated_at: at });
  await reading.pass();
  expect(reading.temporal.tickets.size).toBe(55);
});

it('when the budget is used up it goes on from there', async () => {
  for (let i = 1; i <= 60; i++) ticket(i, { updated_at: new Date(now - 50 * MINUTE + i * 1000).toISOString() });
  reading.onePage = true;
  const first = await reading.pass();
  expect(first).toMatchObject({ pages: 1, complete: false });
  expect(reading.cursors.all.get('zammad')?.readUpTo).toBeNull();
  reading.onePage = false;
  expect((await reading.pass()).complete).toBe(true);
  expect(reading.cursors.all.get('zammad')?.readUpTo).toBe(Math.floor(now / 1000) * 1000);
  expect(reading.temporal.tickets.size).toBe(60);
});

describe('on a bad day', () => {
  beforeEach(() => {
    ticket(81);
    conversation(81);
  });

  it.each([
    [
      'starts up',
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>s3cret</html>' },
      'unavailable',
    ],
    ['is busy', { status: 429, headers: { 'retry-after': '41' }, body: 'not JSON' }, 'limited'],
    ['has another token', { status: 401, body: { error: 's3cret' } }, 'refused'],
    ['sends us elsewhere', { status: 302, headers: { location: 'http://169.254.169.254/' } }, 'unavailable'],
    ['says something that is not JSON', { body: 'oh no s3cret' }, 'unavailable'],
    ['breaks the connection', 'reset' as const, 'unavailable'],
  ])(
    '%s: a sentence without secrets, the cursor stays, and the next pass has everything',
    async (_what, mishap, trouble) => {
      desk.api.willAnswer(mishap);
      const error = await reading.pass().catch((one: unknown) => one);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ trouble, ...(trouble === 'limited' && { waitMs: 41_000 }) });
      expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain('s3cret');
      expect(reading.cursors.all.get('zammad')).toMatchObject({ rev: 1, readUpTo: null });
      await reading.pass();
      expect(reading.ticket('zammad/81').customerReplyCount).toBe(2);
    },
  );

  it('is killed after facts were told and before the cursor moved: nothing is lost, nothing counts twice', async () => {
    reading.databaseKnows = false;
    await reading.cursors.ports.move('zammad', 0, {
      cursor: reading.desk.from(now - 60 * MINUTE),
      readUpTo: null,
      at: now,
    });
    reading.cursors.isDown = true;
    await expect(reading.pass()).rejects.toThrow('does not answer');
    reading.cursors.isDown = false;
    await reading.pass();
    expect(reading.ticket('zammad/81').customerReplyCount).toBe(2);
  });

  it('Temporal is away: what was read waits in the database', async () => {
    reading.temporal.isDown = true;
    await reading.pass();
    expect([...reading.store.spilled.values()].map(({ line }) => line['type'])).toContain('customer_replied');
  });

  it('one ticket may not be read: the others are', async () => {
    ticket(82, { updated_at: ago(9) });
    desk.api.willAnswer(
      { body: desk.tickets },
      { body: { vip: false } },
      { status: 403, body: { error: 'Not authorized' } },
    );
    await reading.pass();
    expect([...reading.temporal.tickets.keys()].sort()).toEqual(['zammad/81', 'zammad/82']);
  });
});
