/** Deliveries of help desks: who is believed, what they become, what is answered, and what a second one changes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { ALL_SECRETS, DESKS, type Desk, type Event } from './desks.js';
import { world, type World } from './world.js';

let w: World;
beforeEach(async () => {
  w = await world({ env: ALL_SECRETS });
});
afterEach(() => w.app.close());

const desk = (name: string) => DESKS.find((one) => one.name === name)!;
let deliveries = 0;

async function send(
  from: Desk,
  n: number,
  event: Event,
  { at = Date.now(), now = Date.now(), id = `d-${deliveries++}`, change = (text: string) => text } = {},
) {
  const body = JSON.stringify(from.body(n, event, at));
  const answer = await w.app.inject({
    method: 'POST',
    url: from.url,
    headers: from.headers(body, now, id),
    payload: change(body),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

test.each(DESKS.map((one) => [one.name, one] as const))(
  '%s: a ticket from its beginning to its end',
  async (_name, from) => {
    const ticket = () => w.temporal.tickets.get(from.ticketId(7));
    expect(await send(from, 7, { kind: 'created' })).toMatchObject({ status: 202 });
    expect(ticket()).toMatchObject({ status: 'open', closed: false });
    expect(await send(from, 7, { kind: 'customer', message: 1 })).toMatchObject({ status: 202 });
    expect(await send(from, 7, { kind: 'agent', message: 2 })).toMatchObject({ status: 202 });
    expect(ticket()).toMatchObject({ customerReplyCount: 1 });
    expect(await send(from, 7, { kind: 'closed' }, { at: Date.now() + 1_000 })).toMatchObject({ status: 202 });
    expect(ticket()).toMatchObject({ closed: true });
  },
);

test.each(DESKS.map((one) => [one.name, one] as const))(
  '%s: a reply comes before its ticket, and twice',
  async (_name, from) => {
    for (const id of ['one', 'two', 'one']) {
      expect(await send(from, 8, { kind: 'customer', message: 1 }, { id, at: 1_795_942_900_000 })).toMatchObject({
        body: { refused: 0 },
      });
    }
    await send(from, 8, { kind: 'created' }, { at: 1_795_942_800_000 });
    expect(w.temporal.tickets.get(from.ticketId(8))).toMatchObject({ status: 'open', customerReplyCount: 1 });
  },
);

test.each(DESKS.map((one) => [one.name, one] as const))(
  '%s: an altered delivery, and one without a secret, become nothing',
  async (name, from) => {
    if (name !== 'freshdesk')
      expect(await send(from, 9, { kind: 'created' }, { change: (text) => `${text} ` })).toMatchObject({ status: 401 });
    const bare = await w.app.inject({
      method: 'POST',
      url: from.url,
      payload: from.body(9, { kind: 'created' }, Date.now()),
    });
    expect(bare.statusCode).toBe(401);
    expect(bare.json()).toMatchObject({ type: 'urn:rung:problem:not-authenticated' });
    const without = await world();
    const body = JSON.stringify(from.body(9, { kind: 'created' }, Date.now()));
    const unset = await without.app.inject({
      method: 'POST',
      url: from.url,
      headers: from.headers(body, Date.now(), 'd'),
      payload: body,
    });
    expect(unset.statusCode).toBe(401);
    expect(unset.json()).toMatchObject({ detail: expect.stringMatching(/no secret is set; RUNG_WEBHOOK_[A-Z_]+ is/) });
    expect(w.temporal.tickets.size + without.temporal.tickets.size).toBe(0);
  },
);

test('a status for a ticket that was never opened opens it, and takes along what has waited', async () => {
  const from = desk('standard-webhooks');
  const send2 = (data: object, type: string) => {
    const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data });
    return w.app.inject({
      method: 'POST',
      url: from.url,
      headers: from.headers(body, Date.now(), type),
      payload: body,
    });
  };
  await send2({ ticket: { id: '6' }, reply: { id: 'r', author: 'customer', public: true } }, 'ticket.replied');
  expect(w.temporal.tickets.size).toBe(0);
  await send2({ ticket: { id: '6', status: 'open', priority: 'high' }, changed: ['status'] }, 'ticket.updated');
  expect(w.temporal.tickets.get('standard-webhooks/6')).toMatchObject({ status: 'open', priority: 'high' });
  expect(w.temporal.neverOpened.size).toBe(0);
  await expect.poll(() => w.temporal.tickets.get('standard-webhooks/6')?.customerReplyCount).toBe(1);
});

test('a fact whose ticket nobody shows waits for it, and is told as soon as it is opened', async () => {
  const from = desk('standard-webhooks');
  const body = JSON.stringify({
    type: 'ticket.replied',
    timestamp: new Date().toISOString(),
    data: { ticket: { id: '5' }, reply: { id: 'r', author: 'customer', public: true } },
  });
  const answer = await w.app.inject({
    method: 'POST',
    url: from.url,
    headers: from.headers(body, Date.now(), 'm'),
    payload: body,
  });
  expect([answer.statusCode, answer.json()]).toMatchObject([202, { accepted: 1, kept: 1 }]);
  expect([...w.store.spilled.values()]).toMatchObject([{ reason: 'ticket-unknown', ticketId: 'standard-webhooks/5' }]);
  await send(from, 5, { kind: 'created' });
  await expect.poll(() => w.temporal.tickets.get('standard-webhooks/5')?.customerReplyCount).toBe(1);
  expect(w.store.spilled.size).toBe(0);
});

test('a delivery without a signed time that is sent again much later is known', async () => {
  const from = desk('github');
  const hours = (n: number) => Date.now() - n * 3_600_000;
  const recorded = { at: hours(5), id: 'recorded' };
  await send(from, 3, { kind: 'created' }, { at: hours(6) });
  expect(await send(from, 3, { kind: 'customer', message: 1 }, recorded)).toMatchObject({ body: { accepted: 1 } });
  await expect.poll(() => w.store.delivered.size).toBe(2);
  // The workflow has heard 500 things since; another intake answers.
  const ticket = w.temporal.tickets.get('github/acme/widget#3')!;
  w.temporal.tickets.set('github/acme/widget#3', { ...ticket, seenIds: [] });
  const fresh = await world({ env: ALL_SECRETS });
  for (const [id, at] of w.store.delivered) fresh.store.delivered.set(id, at);
  const body = JSON.stringify(from.body(3, { kind: 'customer', message: 1 }, recorded.at));
  const replay = {
    method: 'POST',
    url: from.url,
    headers: from.headers(body, Date.now(), recorded.id),
    payload: body,
  } as const;
  expect((await fresh.app.inject(replay)).json()).toMatchObject({ accepted: 0, ignored: 'it was accepted before' });
  // After a week nobody remembers; what counts is not told then, what sets a state is.
  const old = JSON.stringify(from.body(4, { kind: 'customer', message: 1 }, hours(200)));
  const answer = await fresh.app.inject({ ...replay, headers: from.headers(old, Date.now(), 'old'), payload: old });
  expect(answer.json()).toMatchObject({ accepted: 0 });
});

test('a delivery whose signed time is long past is refused', async () => {
  expect(await send(desk('chatwoot'), 3, { kind: 'created' }, { now: Date.now() - 6 * 60_000 })).toMatchObject({
    status: 401,
  });
  expect(await send(desk('zendesk'), 3, { kind: 'created' }, { now: Date.now() - 14 * 60_000 })).toMatchObject({
    status: 202,
  });
  expect(await send(desk('zendesk'), 4, { kind: 'created' }, { now: Date.now() + 6 * 60_000 })).toMatchObject({
    status: 401,
  });
});

test('what cannot be read is refused with a reason, a header that came twice is believed by nobody', async () => {
  const from = desk('zammad');
  const sent = (body: string, more: Record<string, string | string[]> = {}) =>
    w.app.inject({
      method: 'POST',
      url: from.url,
      payload: body,
      headers: { ...from.headers(body, Date.now(), 'x'), ...more },
    });
  expect((await sent('{')).statusCode).toBe(400);
  expect((await sent('')).statusCode).toBe(400);
  expect((await sent('{"article":{}}')).statusCode).toBe(422);
  const body = JSON.stringify(from.body(1, { kind: 'created' }, Date.now()));
  const { 'X-Hub-Signature': signature } = from.headers(body, Date.now(), 'x');
  expect((await sent(body, { 'X-Hub-Signature': [signature!, signature!] })).statusCode).toBe(401);
  expect((await w.app.inject({ method: 'POST', url: '/webhooks/nobody', payload: body })).statusCode).toBe(404);
  expect((await w.app.inject({ method: 'GET', url: from.url })).statusCode).toBe(405);
  const huge = 'x'.repeat(5 * 1024 * 1024 + 1);
  expect((await sent(huge)).statusCode).toBe(413);
});

test('the log says why a delivery was refused, or what was left out of it, and nothing of what it says', async () => {
  const logged = (message: string) =>
    w.logged.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);
  const post = (from: Desk, body: string, secret = true) =>
    w.app.inject({
      method: 'POST',
      url: from.url,
      payload: body,
      headers: secret ? from.headers(body, Date.now(), 'l') : {},
    });
  const zammad = desk('zammad');
  await post(zammad, '{"ticket":"canary"', true);
  await post(zammad, '{"article":{"body":"canary"}}', true);
  await post(zammad, '{"article":{"body":"canary"}}', false);
  expect(logged('a delivery was refused')).toMatchObject([
    { webhook: 'zammad', status: 400, why: 'the body is not JSON' },
    { webhook: 'zammad', status: 422, why: 'ticket.id: the delivery names no ticket' },
    { webhook: 'zammad', status: 401, why: 'the delivery is not genuine: the header x-hub-signature is missing' },
  ]);
  const odd = { id: '9', status: 'open', priority: 'canary', tags: ['{{canary}}'] };
  const body = { type: 'ticket.created', timestamp: new Date().toISOString(), data: { ticket: odd } };
  expect((await post(desk('standard-webhooks'), JSON.stringify(body))).statusCode).toBe(202);
  expect(logged('values of a delivery were left out; `rung intake try` says why')).toMatchObject([
    { webhook: 'standard-webhooks', places: ['ticket.priority', 'ticket.tags'] },
  ]);
  expect(w.logged.join('')).not.toContain('canary');
});

test('a ping of GitHub gets an answer that pleases it', async () => {
  const from = desk('github');
  const body = JSON.stringify({ zen: 'Keep it simple.', hook_id: 1 });
  const answer = await w.app.inject({
    method: 'POST',
    url: from.url,
    headers: from.headers(body, Date.now(), 'x'),
    payload: body,
  });
  expect([answer.statusCode, answer.json()]).toMatchObject([
    200,
    { accepted: 0, ignored: expect.any(String) as string },
  ]);
});

const folder = temporaryFolder();

test('a mapping of one’s own connects a seventh system, and its secret may be exchanged in its file', async () => {
  const file = join(folder, 'secret');
  await writeFile(file, 'first-secret\n');
  await writeFile(
    join(folder, 'desk.yaml'),
    'version: 1\nname: my-desk\nverify: [{ scheme: bearer }]\ndelivery: id\nat: when\nticket: { id: ticket, status: status }\nopened: kind = "new"\n',
  );
  const own = await world({ folder, env: { RUNG_WEBHOOK_MY_DESK_FILE: file } });
  const deliver = (id: string, secret: string) =>
    own.app.inject({
      ...{ method: 'POST', url: '/webhooks/my-desk', headers: { authorization: `Bearer ${secret}` } },
      payload: { id, when: new Date().toISOString(), ticket: id, status: 'open', kind: 'new' },
    });
  expect((await deliver('a', 'first-secret')).statusCode).toBe(202);
  await writeFile(file, 'second-secret\nfirst-secret\n');
  expect((await deliver('b', 'second-secret')).statusCode).toBe(202);
  expect((await deliver('c', 'first-secret')).statusCode).toBe(202);
  expect([...own.temporal.tickets.keys()]).toEqual(['my-desk/a', 'my-desk/b', 'my-desk/c']);
  await writeFile(join(folder, 'other.yaml'), 'version: 1\nname: my desk\n');
  await expect(world({ folder })).rejects.toThrow(/other\.yaml:2/);
});
