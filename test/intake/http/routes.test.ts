/** What each address answers. */
import { beforeEach, expect, test } from 'vitest';
import { TICKET, world, type World } from './world.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are looked at, not used
type Json = Record<string, any>;

let w: World;
let all: { authorization: string };

beforeEach(async () => {
  w = await world();
  all = w.key('read', 'write', 'command');
});

async function post(url: string, payload: object | string | Buffer, headers: Record<string, string> = {}) {
  const answer = await w.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...all, 'content-type': 'application/json', ...headers },
  });
  return { status: answer.statusCode, body: answer.json<Json>(), headers: answer.headers };
}

async function get(url: string) {
  const answer = await w.app.inject({ method: 'GET', url, headers: all });
  return { status: answer.statusCode, body: answer.json<Json>() };
}

test('a ticket is opened once, told facts, commanded and looked at', async () => {
  expect(await post('/v1/tickets', { ...TICKET, channel: 'mail', order: 7 })).toMatchObject({
    status: 201,
    body: { ticketId: 'T-1', outcome: 'opened' },
  });
  expect(await post('/v1/tickets', TICKET)).toMatchObject({ status: 200, body: { outcome: 'exists' } });
  expect(w.store.documents.get('T-1')).toEqual({ channel: 'mail', order: 7 });

  const fact = { type: 'customer_replied', eventId: 'mail-1', at: '2026-01-05T09:00:00Z' };
  expect(await post('/v1/tickets/T-1/facts', fact)).toMatchObject({
    status: 202,
    body: { eventId: 'mail-1', outcome: 'accepted' },
  });
  expect(await post('/v1/tickets/T-1/facts', fact)).toMatchObject({ status: 202 });
  expect(w.temporal.tickets.get('T-1')!.customerReplyCount).toBe(1);

  expect(await post('/v1/tickets/T-1/escalate', { by: 'anna', to: 'L2' })).toMatchObject({
    status: 200,
    body: { accepted: true, tier: 'L2', seq: 1 },
  });
  expect(await post('/v1/tickets/T-1/acknowledge', { by: 'anna', commandId: 'c-1' })).toMatchObject({ status: 200 });
  expect(await post('/v1/tickets/T-1/acknowledge', { by: 'anna', commandId: 'c-1' })).toMatchObject({
    body: { repeated: true },
  });
  expect(await post('/v1/tickets/T-1/deescalate', { by: 'anna', to: 'base' })).toMatchObject({
    status: 200,
    body: { tier: 'L1' },
  });
  expect(await post('/v1/tickets/T-1/deescalate', { by: 'anna' })).toMatchObject({
    status: 409,
    body: { type: 'urn:rung:problem:refused', detail: expect.stringContaining('base tier') as string },
  });

  expect(await get('/v1/tickets/T-1')).toMatchObject({
    status: 200,
    body: { ticketId: 'T-1', tier: 'L1', seq: 2, source: 'engine' },
  });
  expect(await get('/v1/tickets?tier=L1')).toMatchObject({
    status: 200,
    body: { total: 1, tickets: [{ ticketId: 'T-1' }] },
  });
  expect(await get('/v1/tickets?tier=L3')).toMatchObject({ body: { total: 0 } });
});

test('ids with a slash and a hash are written in the address as %2F and %23', async () => {
  await post('/v1/tickets', { ...TICKET, ticketId: 'github/acme/widget#512' });
  expect(await get('/v1/tickets/github%2Facme%2Fwidget%23512')).toMatchObject({
    status: 200,
    body: { ticketId: 'github/acme/widget#512' },
  });
  const long = `x${'%2F'.repeat(199)}`;
  expect(await get(`/v1/tickets/${long}`)).toMatchObject({ status: 404 });
});

test('a fact has the id of its Idempotency-Key, unless it has one', async () => {
  await post('/v1/tickets', TICKET);
  for (let i = 0; i < 3; i++)
    await post('/v1/tickets/T-1/facts', { type: 'customer_replied' }, { 'idempotency-key': 'k-1' });
  await post('/v1/tickets/T-1/facts', { type: 'customer_replied', eventId: 'e-2' }, { 'idempotency-key': 'k-1' });
  expect(w.temporal.tickets.get('T-1')).toMatchObject({ customerReplyCount: 2, seenIds: ['k-1', 'e-2'] });
});

test('a batch keeps what is the help desk’s of the tickets that it opens; one whose keys cannot be kept spoils no other', async () => {
  const { app, key, store } = await world();
  const ticket = (own: object) => ({
    status: 'open',
    priority: 'normal',
    customerTier: 'standard',
    slaHours: 24,
    ...own,
  });
  const created = (ticketId: string, own: object) => ({ type: 'created', ticketId, ticket: ticket(own) });
  const facts = [
    created('B-1', { subject: 'one' }),
    created('B-2', { 'a.b': 1 }),
    created('B-3', { subject: 'three' }),
  ];
  const headers = key('write');
  const answer = await app.inject({ method: 'POST', url: '/v1/facts', headers, payload: { facts } });
  expect(answer.json<{ answers: object[] }>().answers).toMatchObject([
    { ticketId: 'B-1', outcome: 'opened' },
    { ticketId: 'B-2', outcome: 'opened', warnings: [expect.stringContaining('are not kept')] },
    { ticketId: 'B-3', outcome: 'opened' },
  ]);
  expect(store.documents.get('B-1')).toMatchObject({ subject: 'one' });
  expect(store.documents.get('B-2')).toBeUndefined();
  expect(store.documents.get('B-3')).toMatchObject({ subject: 'three' });
  store.isDown = true;
  const away = await app.inject({
    method: 'POST',
    url: '/v1/facts',
    headers,
    payload: { facts: [created('B-4', { subject: 'four' })] },
  });
  expect(away.json<{ answers: object[] }>().answers).toMatchObject([
    { ticketId: 'B-4', outcome: 'opened', warnings: [expect.stringContaining('the database does not answer')] },
  ]);
});

test('a fact for a closed ticket is ignored, one for an unknown ticket refused', async () => {
  await post('/v1/tickets', TICKET);
  await post('/v1/tickets/T-1/facts', { type: 'ticket_changed', status: 'closed' });
  expect(await post('/v1/tickets/T-1/facts', { type: 'agent_replied' })).toMatchObject({
    status: 202,
    body: { outcome: 'ignored' },
  });
  expect(await post('/v1/tickets/T-2/facts', { type: 'agent_replied' })).toMatchObject({
    status: 404,
    body: { type: 'urn:rung:problem:not-found', detail: 'there is no ticket T-2; open it first' },
  });
  expect(await get('/v1/tickets/T-2')).toMatchObject({ status: 404 });
  expect(await get('/v1/tickets/T-2/history')).toMatchObject({ status: 404 });
});

test('a ticket that somebody told a status before it was opened can be opened', async () => {
  expect(await post('/v1/tickets/T-1/facts', { type: 'ticket_changed', status: 'open' })).toMatchObject({
    status: 404,
  });
  expect(await post('/v1/tickets', TICKET)).toMatchObject({ status: 201, body: { outcome: 'opened' } });
  expect(await post('/v1/tickets', TICKET)).toMatchObject({ status: 200, body: { outcome: 'exists' } });
});

test('every mistake is told at once, with its place, and without what was sent', async () => {
  const { status, body, headers } = await post('/v1/tickets', {
    ticketId: 'T 1',
    status: 7,
    priority: 'hihg',
    slaHours: -1,
    createdAt: 'yesterday',
  });
  expect(status).toBe(422);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(body).toMatchObject({
    type: 'urn:rung:problem:invalid-content',
    status: 422,
    title: expect.any(String) as string,
  });
  expect((body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual([
    '/ticketId',
    '/status',
    '/priority',
    '/customerTier',
    '/slaHours',
    '/createdAt',
  ]);
  expect(body['errors'][2].detail).toBe('must be one of low, normal, high, urgent');
  expect(JSON.stringify(body)).not.toMatch(/hihg|yesterday|T 1/);

  expect(await post('/v1/tickets/T-1/facts', { type: 'sentiment_scored', scoer: 1 })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/score' }, { pointer: '/scoer', detail: 'is not a key here; did you mean score?' }] },
  });
  expect(await post('/v1/tickets', { ...TICKET, sentimentscore: 1 })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/sentimentscore', detail: 'is not a key here; did you mean sentimentScore?' }] },
  });
  expect(await get('/v1/tickets?limit=0&colour=red')).toMatchObject({ status: 422 });
});

test('two batches whose keys are as long as may be and end otherwise are two, the same one again is one', async () => {
  await post('/v1/tickets', TICKET);
  const keys = ['1', '2', '1'].map((end) => `${'k'.repeat(199)}${end}`);
  const facts = [
    { ticketId: 'T-1', type: 'customer_replied' },
    { ticketId: 'T-1', type: 'customer_replied' },
  ];
  const before = w.temporal.tickets.get('T-1')!.customerReplyCount;
  const ids: string[][] = [];
  for (const key of keys) {
    const { status, body } = await post('/v1/facts', { facts }, { 'idempotency-key': key });
    expect(status).toBe(200);
    ids.push((body['answers'] as { eventId: string }[]).map(({ eventId }) => eventId));
  }
  expect(ids[2]).toEqual(ids[0]);
  expect(new Set(ids.flat()).size).toBe(4);
  expect(w.temporal.tickets.get('T-1')!.customerReplyCount).toBe(before + 4);
});

test('a batch answers for each fact at its place', async () => {
  const at = '2026-01-05T09:00:00Z';
  const { status, body } = await post('/v1/facts', {
    facts: [
      {
        at,
        ticketId: 'A',
        type: 'created',
        ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24, shelf: 3 },
      },
      { at, ticketId: 'A', type: 'customer_replied', eventId: 'a-1' },
      { at, ticketId: 'nobody', type: 'customer_replied' },
      { at, ticketId: 'A', type: 'sentiment_scored', score: 5 },
      { at, type: 'end' },
      { ticketId: 'A', type: 'agent_replied' },
    ],
  });
  expect(status).toBe(200);
  expect(body['answers']).toMatchObject([
    { status: 202, outcome: 'opened' },
    { status: 202, outcome: 'accepted', eventId: 'a-1' },
    { status: 404, ticketId: 'nobody' },
    { status: 422, problem: { errors: [{ pointer: '/score' }] } },
    { status: 422 },
    { status: 202, outcome: 'accepted' },
  ]);
  expect(w.store.documents.get('A')).toEqual({ shelf: 3 });
  expect(await post('/v1/facts', { facts: [] })).toMatchObject({ status: 422 });
  const many = Array.from({ length: 501 }, () => ({ at, ticketId: 'A', type: 'agent_replied' }));
  expect(await post('/v1/facts', { facts: many })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/facts' }] },
  });
});

test('the log is read page by page', async () => {
  const log = Array.from({ length: 5 }, (_, i) => ({
    _id: `T-1:${i}`,
    number: i,
    at: new Date(0),
    ticketId: 'T-1',
    kind: 'held',
  }));
  w.store.logs.set('T-1', log);
  const first = await get('/v1/tickets/T-1/history?limit=3');
  expect(first.body).toMatchObject({
    next: 2,
    entries: [{ number: 0, at: '1970-01-01T00:00:00.000Z' }, { number: 1 }, { number: 2 }],
  });
  expect((await get('/v1/tickets/T-1/history?after=2&limit=3')).body).toMatchObject({
    next: null,
    entries: [{ number: 3 }, { number: 4 }],
  });
});

test('a timeline is simulated, with the policy for new tickets or another', async () => {
  const timeline = [
    {
      at: '2026-01-05T09:00:00Z',
      ticketId: 'T-1',
      type: 'created',
      ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
    },
    { at: '2026-01-05T09:30:00Z', ticketId: 'T-9', type: 'agent_replied' },
    { at: '2026-01-06T03:00:00Z', type: 'end' },
  ];
  expect(await post('/v1/simulate', { timeline })).toMatchObject({
    status: 200,
    body: {
      decisions: [{ at: '2026-01-06T03:00:00.000Z', kind: 'escalated', rule: 'time_based', to: 'L2' }],
      refused: [1],
    },
  });
  const policy =
    'version: 1\ntiers: [{ name: L1, group: a }, { name: L2, group: b }]\npriorities: [normal]\nrules: [{ name: r, when: { sla_used: 1% }, to: L2, bump: 0 }]\n';
  expect((await post('/v1/simulate', { timeline, policy })).body['decisions']).toMatchObject([{ rule: 'r' }]);
  expect(await post('/v1/simulate', { timeline, policy: 'version: 7' })).toMatchObject({
    status: 422,
    body: { errors: expect.arrayContaining([]) as unknown[] },
  });
  expect(await post('/v1/simulate', { timeline: [{ at: 'x' }, { type: 'end' }] })).toMatchObject({
    status: 422,
    body: {
      errors: expect.arrayContaining([
        expect.objectContaining({ pointer: expect.stringMatching(/^\/timeline\/0/) as string }),
      ]) as unknown[],
    },
  });
  expect(w.temporal.tickets.size).toBe(0);
});

test('in a simulation people snooze tickets, and what arrives late is heard late', async () => {
  const created = {
    at: '2026-01-05T09:00:00Z',
    ticketId: 'T-1',
    type: 'created',
    ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
  };
  const end = { at: '2026-01-06T03:30:00Z', type: 'end' };
  const decisions = async (...lines: object[]) =>
    (await post('/v1/simulate', { timeline: [created, ...lines, end] })).body['decisions'];
  const at = '2026-01-05T10:00:00Z';
  const kinds = (found: unknown) => (found as { kind: string; at: string }[]).map((one) => [one.kind, one.at]);
  expect(kinds(await decisions())).toEqual([['escalated', '2026-01-06T03:00:00.000Z']]);
  expect(kinds(await decisions({ at, ticketId: 'T-1', type: 'snoozed', until: '2026-01-07T10:00:00Z' }))).toEqual([
    ['held', '2026-01-06T03:00:00.000Z'],
  ]);
  const status = { ticketId: 'T-1', type: 'ticket_changed', status: 'pending' };
  const late = { ...status, at: '2026-01-06T02:00:00Z', arrives: '2026-01-06T03:10:00Z' };
  expect(kinds(await decisions(late))).toEqual([['escalated', '2026-01-06T03:00:00.000Z']]);
  expect(kinds(await decisions({ ...late, arrives: undefined }))).toEqual([]);
  const nobodys = { at, ticketId: 'T-9', type: 'snoozed', until: '2026-01-07T10:00:00Z' };
  expect((await post('/v1/simulate', { timeline: [created, nobodys, end] })).body['refused']).toEqual([1]);
});

test('what only a command can do is no fact, and is not kept while Temporal is away', async () => {
  w.temporal.isDown = true;
  const at = '2026-01-05T10:00:00Z';
  const { body } = await post('/v1/facts', { facts: [{ at, ticketId: 'T-1', type: 'acknowledged', by: 'anna' }] });
  expect(body['answers']).toMatchObject([{ status: 422 }]);
  expect(w.store.spilled.size).toBe(0);
});

test.each([
  ['an empty body', '', 400, {}],
  ['what is no JSON', '{', 400, {}],
  ['what is no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, {}],
  ['a list', '[]', 422, {}],
  ['another media type', '<a/>', 415, { 'content-type': 'text/xml' }],
  ['a form', 'a=b', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a number that would be altered', '{"ticketId":"T-1","slaHours":1e400}', 422, {}],
  ['a prototype', '{"__proto__":{"x":1}}', 422, {}],
  ['a prototype further down', '{"a":[{"__proto__":1}]}', 422, {}],
  ['what is nested too deeply', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, 422, {}],
  ['what is nested without an end', '['.repeat(500_000), 400, {}],
  ['more than a megabyte', `{"a":"${'x'.repeat(1024 * 1024)}"}`, 413, {}],
] as [string, string | Buffer, number, Record<string, string>][])(
  '%s is refused',
  async (_name, payload, status, headers) => {
    const answer = await post('/v1/tickets', payload, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body['detail'].length).toBeGreaterThan(10);
  },
);

test('an address that there is not, and a method that it does not take', async () => {
  expect(await get('/v2/tickets')).toMatchObject({ status: 404, body: { type: 'urn:rung:problem:not-found' } });
  const answer = await w.app.inject({ method: 'DELETE', url: '/v1/tickets/T-1' });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers['allow']).toContain('GET');
});

test('the document is OpenAPI 3.1 of every address, and there is a page to read it', async () => {
  const document = (await w.app.inject('/openapi.json')).json<Json>();
  expect(document['openapi']).toBe('3.1.0');
  expect(Object.keys(document['paths']).sort()).toEqual([
    '/ack/{token}',
    '/healthz',
    '/readyz',
    '/slack/commands',
    '/slack/interactive',
    '/v1/facts',
    '/v1/simulate',
    '/v1/tickets',
    '/v1/tickets/{id}',
    '/v1/tickets/{id}/acknowledge',
    '/v1/tickets/{id}/deescalate',
    '/v1/tickets/{id}/escalate',
    '/v1/tickets/{id}/facts',
    '/v1/tickets/{id}/history',
    '/v1/tickets/{id}/snooze',
    '/v1/tickets/{id}/unacknowledge',
    '/v1/tickets/{id}/unsnooze',
    '/webhooks/{name}',
  ]);
  const { schema } = document['paths']['/v1/tickets'].post.requestBody.content['application/json'];
  expect(schema.required).toEqual(['ticketId', 'status', 'priority', 'customerTier', 'slaHours']);
  expect(schema.properties.priority).toMatchObject({ type: 'string', enum: ['low', 'normal', 'high', 'urgent'] });
  expect(schema.properties.slaHours).toMatchObject({ type: 'number', exclusiveMinimum: 0, examples: [24] });
  expect(document['paths']['/v1/tickets'].post.security).toEqual([{ key: ['write'] }]);
  const page = await w.app.inject('/docs/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-security-policy']).toContain('script-src');
});

test('it says whether it lives, and what it can reach', async () => {
  expect((await w.app.inject('/healthz')).json()).toEqual({ status: 'ok' });
  expect((await w.app.inject('/readyz')).json()).toEqual({ temporal: 'ok', database: 'ok', waiting: 0, policy: 'ok' });
});

test('answers carry headers that keep browsers from doing anything with them', async () => {
  const { headers } = await w.app.inject('/healthz');
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
});
