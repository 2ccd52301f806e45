/** A hundred hostile texts in headers, addresses and bodies: no request begins within another, and each line of the log is one. */
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { TICKET, world, type World } from './world.js';

let w: World;
let port: number;
let key: { authorization: string };
beforeAll(async () => {
  w = await world();
  key = w.key('read', 'write', 'command');
  await w.app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = w.app.server.address() as AddressInfo);
});
afterAll(() => w.app.close());

/** What is answered to these bytes, until the other side ends. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (data) => (heard += data.toString('latin1')));
  socket.on('error', () => undefined);
  socket.write(Buffer.from(bytes));
  await once(socket, 'close');
  return heard;
}

const statuses = (heard: string) => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

test('in a header: one answer to one request', async () => {
  const asked = HOSTILE_TEXTS.map(async (text) => {
    const heard = await answerTo(`GET /healthz HTTP/1.1\r\nhost: x\r\nx-given: ${text}\r\nconnection: close\r\n\r\n`);
    const found = statuses(heard);
    expect(found, JSON.stringify(text)).toHaveLength(1);
    expect([200, 400, 431], JSON.stringify(text)).toContain(found[0]);
    // What was sent is not sent back.
    expect(heard.toLowerCase()).not.toContain('x-given');
  });
  await Promise.all(asked);
}, 30_000);

test('in an address: one answer, and never of another address than that which was asked', async () => {
  const asked = HOSTILE_TEXTS.map(async (text) => {
    const heard = await answerTo(`GET /${text} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    const found = statuses(heard);
    expect(found, JSON.stringify(text)).toHaveLength(1);
    expect([400, 401, 404, 414, 431], JSON.stringify(text)).toContain(found[0]);
  });
  await Promise.all(asked);
}, 30_000);

test('wherever it is sent: each line of the log is one line of JSON, without it', async () => {
  w.logged.length = 0;
  for (const [i, text] of HOSTILE_TEXTS.entries()) {
    const marked = `canary${text}canary`;
    const post = (url: string, payload: object, headers: object = {}) =>
      w.app.inject({ method: 'POST', url, payload, headers: { ...key, ...headers } });
    const asHeader = marked.replace(/[^\x20-\x7e]/g, '?');
    await post('/v1/tickets', {
      ...TICKET,
      ticketId: `L-${i}`,
      customerTier: marked,
      subject: marked,
      [marked]: marked,
    });
    await post('/v1/tickets', { ...TICKET, ticketId: marked });
    await post(`/v1/tickets/L-${i}/facts`, { type: 'customer_replied', text: marked }, { 'idempotency-key': asHeader });
    await post(`/v1/tickets/L-${i}/escalate`, { by: marked });
    await post(
      `/webhooks/${encodeURIComponent(Buffer.from(marked).toString())}`,
      { text: marked },
      { 'x-given': asHeader },
    );
    await w.app.inject({ url: `/v1/tickets/${encodeURIComponent(Buffer.from(marked).toString())}`, headers: key });
    await w.app.inject({
      url: '/v1/tickets',
      headers: { authorization: `Bearer ${asHeader}` },
      remoteAddress: `10.1.0.${i}`,
    });
  }
  expect(w.logged.length).toBeGreaterThan(6 * HOSTILE_TEXTS.length);
  for (const line of w.logged) {
    expect(line.trimEnd()).not.toMatch(/[\n\r\u2028\u2029]/);
    const { level, time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect([typeof level, typeof time]).toEqual(['number', 'number']);
    // The id of a ticket that can be one is named; nothing else of a request is.
    expect(JSON.stringify({ ...rest, ticketId: undefined })).not.toContain('canary');
    if (rest['ticketId'] !== undefined) expect(rest['ticketId']).toMatch(/^[A-Za-z0-9._\-#@/]+$/);
  }
}, 60_000);
