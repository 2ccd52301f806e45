/** What nobody may read: tokens, texts and addresses of customers appear in no log, no error, no answer to somebody else, no history. */
import { expect, test } from 'vitest';
import { parsePolicy } from '../../../src/policy/index.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { CANARIES, seen } from './canaries.js';
import { ALL_SECRETS, DESKS } from './desks.js';
import { TICKET, world } from './world.js';

/** As the key of an object. Names of keys are told, so that they can be mended: a name is no secret. */
const asKey = (canary: string) => `${canary}, as a key`;

test('ten planted secrets turn up nowhere', async () => {
  const w = await world({ env: ALL_SECRETS });
  const key = w.key('read', 'write', 'command');
  const answers: string[] = [];
  const ask = async (method: 'GET' | 'POST', url: string, payload?: unknown, headers: object = key) => {
    const answer = await w.app.inject({
      ...{ method, url },
      headers: { 'content-type': 'application/json', 'x-canary': CANARIES.header, ...headers },
      ...(payload !== undefined && { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
    });
    answers.push(JSON.stringify(answer.headers) + answer.body);
    return answer.statusCode;
  };
  const { text, mail, name, phone, subject, query } = CANARIES;
  expect(await ask('POST', '/v1/tickets', { ...TICKET, requester: mail, name, phone, subject, body: text })).toBe(201);
  expect(w.store.documents.get('T-1')).toMatchObject({ requester: mail, body: text });
  // Everywhere where it does not belong.
  for (const one of Object.values(CANARIES)) {
    for (const payload of [
      { ...TICKET, status: [one] },
      { ...TICKET, priority: one },
      { ...TICKET, slaHours: one, createdAt: one, ticketId: one },
      { ...TICKET, ticketId: 'T-2', [asKey(one)]: 1, [`$${one}`]: 1, [`a.${one}`]: 1 },
      one,
      `{"ticketId":"${one}`,
    ])
      await ask('POST', '/v1/tickets', payload);
    await ask('POST', '/v1/tickets/T-1/facts', { type: one, score: one });
    await ask('POST', '/v1/tickets/T-1/facts', { type: 'customer_replied', text: one, [asKey(one)]: one });
    await ask('POST', '/v1/tickets/T-1/facts', { type: 'sentiment_scored', score: one, at: one, eventId: [one] });
    await ask('POST', '/v1/facts', { facts: [{ ticketId: one, type: one }, { [asKey(one)]: one }] });
    await ask('POST', '/v1/tickets/T-1/escalate', { by: 'anna', to: 7, [asKey(one)]: one, commandId: [one] });
    await ask('POST', '/v1/simulate', { timeline: [{ at: one }], policy: one });
    await ask('POST', '/v1/simulate', {
      timeline: [{ type: 'end', at: '2026-01-05T09:00:00Z' }],
      policy: `version: "${one}"\n${JSON.stringify(one)}: 1`,
    });
    await ask('GET', `/v1/tickets?limit=${encodeURIComponent(one)}&${encodeURIComponent(asKey(one))}=1`);
    await ask('GET', `/v1/tickets/${encodeURIComponent(`${one}\n`)}?${query}=1`);
    await ask('GET', `/${encodeURIComponent(one)}?token=${query}`);
    await ask('GET', '/v1/tickets', undefined, { authorization: `Bearer ${one}` });
    await ask('GET', '/v1/tickets', undefined, { authorization: `Basic ${one}` });
    for (const desk of DESKS)
      await ask('POST', `${desk.url}?token=${query}`, { text: one }, { authorization: `Bearer ${one}` });
    await ask(
      'POST',
      '/v1/tickets/T-1/facts',
      { type: 'customer_replied' },
      { ...key, 'idempotency-key': `${one}\u0001`.replace(/[^\x20-\x7e]/g, '\t') },
    );
  }
  // What comes with deliveries that are genuine.
  for (const desk of DESKS) {
    const like = JSON.stringify(desk.body(5, { kind: 'customer', message: 1 }, Date.now()));
    const body = like
      .replaceAll('"x"', JSON.stringify(text))
      .replaceAll('nadia@customer.example', mail)
      .replaceAll('Export stops', subject);
    expect(await ask('POST', desk.url, body, desk.headers(body, Date.now(), `c-${desk.name}`)), desk.name).toBe(202);
    const broken = `${body.slice(0, -1)},,,}`;
    expect(await ask('POST', desk.url, broken, desk.headers(broken, Date.now(), `b-${desk.name}`))).toBe(400);
  }
  w.temporal.isDown = true;
  await ask('POST', '/v1/tickets/T-1/facts', { type: 'customer_replied' });
  w.store.isDown = true;
  await ask('POST', '/v1/tickets/T-1/facts', { type: 'customer_replied' });

  expect(w.logged.length).toBeGreaterThan(100);
  expect(seen(w.logged.join('\n'))).toEqual([]);
  expect(seen(answers.join('\n'))).toEqual([]);
  // Neither where the database is.
  expect(answers.join('\n')).not.toContain('db.internal');
  // What enters histories: what tickets were opened with, and what they were told.
  expect(seen(JSON.stringify([...w.temporal.tickets.values()]) + JSON.stringify(w.temporal.carried))).toEqual([]);
  const real = key.authorization.split('_').at(-1)!;
  expect(w.logged.join('\n') + answers.join('\n')).not.toContain(real);
});

test('what customers write is scored, and turns up nowhere but in a number', async () => {
  const policy = parsePolicy(
    `version: 1
tiers: [{ name: L1, group: one }, { name: L2, group: two }]
priorities: [low, normal, high, urgent]
rules: [{ name: angry, when: { sentiment_below: -0.6 }, to: L2 }]
sentiment: { from_replies: english }
`,
    'scored.yaml',
  );
  const w = await world({ env: ALL_SECRETS, policy });
  const headers = w.key('write');
  const angry = `${CANARIES.text}\r\nI am furious. This is a terrible, unacceptable disaster!`;
  const answers: string[] = [];
  const ask = async (url: string, payload: unknown, how: object = headers) => {
    const body = JSON.stringify(payload);
    const answer = await w.app.inject({
      ...{ method: 'POST', url, payload: body },
      headers: { 'content-type': 'application/json', ...how },
    });
    answers.push(JSON.stringify(answer.headers) + answer.body);
    return answer.statusCode;
  };
  await ask('/v1/tickets', TICKET);
  const reply = { type: 'customer_replied', text: angry };
  expect(await ask('/v1/tickets/T-1/facts', { ...reply, eventId: 'mail-1' })).toBe(202);
  expect(await ask('/v1/facts', { facts: [{ ...reply, ticketId: 'T-1', eventId: 'mail-2' }] })).toBe(200);
  // Too long, or none.
  for (const text of [`${angry}${'x'.repeat(1_000_000)}`, [angry], { [angry]: angry }])
    expect(await ask('/v1/tickets/T-1/facts', { ...reply, text })).toBeGreaterThanOrEqual(400);
  for (const desk of DESKS) {
    const like = JSON.stringify(desk.body(5, { kind: 'customer', message: 1 }, Date.now()));
    const texts = [
      '"body":"x"',
      '"body":"We look into it"',
      '"content":"Export stops"',
      '"body":"Looking."',
      '"text 1"',
    ];
    const written = JSON.stringify(angry);
    const body = texts
      .reduce(
        (text, one) =>
          text.replaceAll(
            one,
            one.replace(/"[^"]*"$/, () => written),
          ),
        like,
      )
      .replace('"id":"r1",', () => `"id":"r1","text":${written},`);
    expect(body, desk.name).toContain(written);
    const answer = await w.app.inject({
      ...{ method: 'POST', url: desk.url, payload: body },
      headers: desk.headers(body, Date.now(), `t-${desk.name}`),
    });
    answers.push(answer.body);
    expect(answer.statusCode, desk.name).toBe(202);
  }
  const scores = w.temporal.heard.filter(({ type }) => type === 'sentiment_scored');
  expect(scores.map(({ eventId }) => eventId)).toEqual([
    ...['mail-1:sentiment', 'mail-2:sentiment'],
    ...DESKS.map(() => expect.stringMatching(/^message:.*:sentiment$/) as string),
  ]);
  for (const { sentiment } of w.temporal.tickets.values()) expect(sentiment!.score).toBeLessThan(-0.6);
  expect(w.temporal.carried).toContainEqual(expect.objectContaining({ source: 'english' }));

  // What is kept while Temporal is away is kept without it.
  w.temporal.isDown = true;
  expect(await ask('/v1/tickets/T-1/facts', { ...reply, eventId: 'mail-3' })).toBe(202);
  const kept = [...w.store.spilled.values()];
  expect(kept.map(({ line }) => line['type'])).toEqual(['customer_replied', 'sentiment_scored']);
  w.store.isDown = true;
  await ask('/v1/tickets/T-1/facts', { ...reply, eventId: 'mail-4' });

  const all = [w.logged.join('\n'), answers.join('\n'), JSON.stringify(kept), JSON.stringify(w.temporal.carried)];
  all.push(JSON.stringify([...w.temporal.tickets.values()]), JSON.stringify([...w.store.documents.values()]));
  for (const where of all) {
    expect(seen(where)).toEqual([]);
    expect(where).not.toContain('furious');
  }
});

test('the log of a request has ids, in one line, whatever was sent', async () => {
  const w = await world();
  const key = w.key('write');
  await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: TICKET, headers: key });
  const line = JSON.parse(w.logged.find((one) => one.includes('"msg":"request"'))!) as object;
  expect(line).toMatchObject({
    method: 'POST',
    route: '/v1/tickets',
    status: 201,
    caller: expect.stringMatching(/^key:[a-z0-9]{12}$/) as string,
    ticketId: 'T-1',
  });
  w.logged.length = 0;
  await w.app.inject({
    method: 'POST',
    url: '/v1/tickets',
    payload: { ...TICKET, ticketId: 'T-1\n{"level":60,"msg":"forged"}' },
    headers: key,
  });
  expect(
    w.logged
      .join('')
      .split('\n')
      .filter((one) => one.includes('forged')),
  ).toEqual([]);
  for (const one of w.logged) expect(one.trimEnd()).not.toContain('\n');
});

test('hostile texts are kept as they are or refused, and change nothing else', async () => {
  const w = await world();
  const headers = w.key('read', 'write', 'command');
  const texts = [...HOSTILE_TEXTS];
  expect(texts.length).toBeGreaterThanOrEqual(100);
  const before = Object.keys(Object.prototype).length;
  for (const [i, text] of texts.entries()) {
    const ticketId = `H-${i}`;
    const post = (url: string, payload: object) => w.app.inject({ method: 'POST', url, payload, headers });
    const opened = await post('/v1/tickets', {
      ...TICKET,
      ticketId,
      customerTier: text,
      subject: text,
      deep: { [text]: [text] },
    });
    expect([201, 422], JSON.stringify(text)).toContain(opened.statusCode);
    if (opened.statusCode === 201) {
      expect(w.store.documents.get(ticketId)).toEqual({ subject: text, deep: { [text]: [text] } });
      expect(w.temporal.tickets.get(ticketId)!.customerTier).not.toMatch(/\p{C}/u);
    } else expect(w.temporal.tickets.has(ticketId)).toBe(false);
    for (const url of [
      `/v1/tickets/${encodeURIComponent(Buffer.from(text).toString())}`,
      `/v1/tickets?status=${encodeURIComponent(Buffer.from(text).toString())}`,
    ]) {
      expect([200, 301, 302, 400, 401, 404, 414, 422], `${url}`).toContain(
        (await w.app.inject({ url, headers })).statusCode,
      );
    }
    expect([200, 409, 422, 404]).toContain((await post(`/v1/tickets/${ticketId}/escalate`, { by: text })).statusCode);
  }
  expect(Object.keys(Object.prototype)).toHaveLength(before);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
