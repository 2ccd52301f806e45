/** Chatwoot's reconciler against a stub with its conversations and messages. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiError } from '../../src/reconcile/api-error.js';
import { Reading } from './reading.js';
import { ChatwootServer, type Row } from './stubs/chatwoot.js';

const MINUTE = 60_000;
let now: number;
let server: ChatwootServer;
let reading: Reading;

beforeEach(async () => {
  now = Date.now();
  server = await ChatwootServer.start(() => now);
  reading = new Reading('chatwoot', `${server.api.url}/app/accounts/7`, () => now);
});
afterEach(() => server.api.close());

/** In seconds since 1970. */
const ago = (minutes: number) => Math.floor((now - minutes * MINUTE) / 1000);

function conversation(id: number, changes: Row = {}): Row {
  const one = {
    ...{
      id,
      status: 'open',
      priority: null,
      labels: [],
      messages: [],
      account_id: 7,
      inbox_id: 5,
      channel: 'Channel::Email',
    },
    meta: { sender: { id: 31, custom_attributes: { plan: 'gold' }, type: 'contact' }, assignee: null, team: null },
    ...{ created_at: ago(30), last_activity_at: ago(10), updated_at: ago(10) + 0.5, ...changes },
  };
  server.conversations.push(one);
  return one;
}

function message(conversationId: number, id: number, kind: number, minutes: number, changes: Row = {}): Row {
  const all = server.messages.get(conversationId) ?? [];
  const sender = kind === 0 ? { id: 31, type: 'contact' } : { id: 3, type: 'user' };
  const one = {
    id,
    content: 's3cret',
    message_type: kind,
    private: false,
    created_at: ago(minutes),
    content_attributes: {},
    sender,
    ...changes,
  };
  server.messages.set(conversationId, [...all, one]);
  return one;
}

function talk(id = 412): Row {
  const one = conversation(id);
  message(id, 1, 0, 25);
  message(id, 2, 1, 22);
  message(id, 3, 1, 21, { private: true });
  message(id, 4, 1, 20, { sender: { id: 2, type: 'agent_bot' } });
  message(id, 5, 2, 19, { sender: null });
  message(id, 6, 0, 18);
  return one;
}

const NAMES = ['incoming', 'outgoing', 'activity', 'template'];

/** The same as the webhook sends it. */
const delivery = (of: Row, one: Row) => ({
  ...{
    ...one,
    message_type: NAMES[Number(one['message_type'])],
    created_at: new Date(Number(one['created_at']) * 1000).toISOString(),
  },
  ...{ conversation: of, account: { id: 7, name: 'Acme' }, event: 'message_created' },
});

const ticket = (id = 412) => reading.ticket(`chatwoot/7/${id}`);

describe('what no webhook has told', () => {
  it('is found: the conversation, replies, no notes, bots or activities', async () => {
    talk();
    expect(await reading.pass()).toMatchObject({ complete: true, refused: 0 });
    expect(ticket()).toMatchObject({ customerReplyCount: 2, status: 'open', customerTier: 'gold' });
  });

  it('is found once, however often it is looked for', async () => {
    talk();
    expect(await reading.again()).toBe(0);
  });

  it('is a status and a priority', async () => {
    const one = talk();
    await reading.pass();
    Object.assign(one, { priority: 'urgent', updated_at: ago(2), last_activity_at: ago(2) });
    await reading.pass();
    expect(ticket().priority).toBe('urgent');
    Object.assign(one, { status: 'resolved', updated_at: ago(1), last_activity_at: ago(1) });
    await reading.pass();
    expect(ticket().closed).toBe(true);
  });

  it('is a rating', async () => {
    const one = talk();
    const rated = {
      content_type: 'input_csat',
      content_attributes: { submitted_values: { csat_survey_response: { rating: 1 } } },
    };
    message(412, 7, 3, 90, rated);
    server.messages.get(412)!.unshift(server.messages.get(412)!.pop()!);
    await reading.pass();
    expect(ticket().sentiment).toMatchObject({ score: -1 });
    expect(one['status']).toBe('open');
  });

  it('is more than a page of messages holds', async () => {
    conversation(412);
    for (let id = 1; id <= 55; id++) message(412, id, 0, 25 - id / 10);
    await reading.pass();
    expect(ticket().customerReplyCount).toBe(55);
  });
});

describe.each([true, false])('what a webhook has told (the database knows of it: %s)', (databaseKnows) => {
  it('counts once', async () => {
    reading.databaseKnows = databaseKnows;
    const one = talk();
    await reading.webhook({ ...one, event: 'conversation_created' }, { path: ['7'] });
    for (const written of server.messages.get(412)!) {
      if (written['message_type'] !== 2) await reading.webhook(delivery(one, written));
    }
    const { customerReplyCount, lastActivityAt, priority } = structuredClone(ticket());
    await reading.pass();
    expect(customerReplyCount).toBe(2);
    expect(ticket()).toMatchObject({ customerReplyCount, lastActivityAt, priority });
  });
});

it('goes through many pages while conversations become active under it, and passes over none', async () => {
  for (let id = 1; id <= 60; id++) conversation(id, { last_activity_at: ago(5 + id / 3), updated_at: ago(5 + id / 3) });
  let pages = 0;
  server.meanwhile = () => {
    // The last one goes to the front, and everything else one place on.
    if (++pages === 2) Object.assign(server.conversations[59]!, { last_activity_at: ago(0), updated_at: ago(0) });
  };
  expect((await reading.pass()).complete).toBe(true);
  await reading.pass();
  expect(reading.temporal.tickets.size).toBe(60);
});

it('ends where what is known begins', async () => {
  for (let id = 1; id <= 60; id++)
    conversation(id, { last_activity_at: ago(30 + id), updated_at: ago(30 + id), created_at: ago(500) });
  await reading.pass();
  // An hour is looked back at first.
  expect(reading.temporal.tickets.size).toBe(29);
  expect(server.api.paths().filter((path) => path.endsWith('/conversations'))).toHaveLength(2);
});

it('is refused: the sentence says so, without the token', async () => {
  server.api.willAnswer({ status: 401, body: { errors: ['s3cret'] } });
  const error = (await reading.pass().catch((one: unknown) => one)) as ApiError;
  expect(error).toMatchObject({ trouble: 'refused' });
  expect(error.message).toContain('look at the token');
  expect(String(error.stack)).not.toContain('s3cret');
});
