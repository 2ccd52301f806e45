/** A real server, and clients that send slowly, too much, or what is no HTTP: each ends soon and cheaply, and others do not notice. */
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TICKET, world, type World } from './world.js';

let w: World;
let port: number;
let key: { authorization: string };
const sockets: Socket[] = [];

beforeAll(async () => {
  w = await world();
  key = w.key('read', 'write');
  await w.app.listen({ host: '127.0.0.1', port: 0 });
  port = (w.app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await w.app.close();
});

/** A connection, and everything that comes over it. */
function opened(): { socket: Socket; heard: () => string; ended: Promise<unknown> } {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  socket.on('error', () => undefined);
  return { socket, heard: () => text, ended: once(socket, 'close') };
}

const head = (more: string[] = []) =>
  [
    'POST /v1/tickets HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: ${key.authorization}`,
    'content-type: application/json',
    ...more,
  ].join('\r\n');

test.concurrent(
  'two hundred connections that send a header every second end after seconds; others are answered',
  async () => {
    const slow = Array.from({ length: 200 }, () => opened());
    for (const { socket } of slow) socket.write('POST /v1/tickets HTTP/1.1\r\nhost: x\r\n');
    const dripping = setInterval(
      () => slow.forEach(({ socket }) => socket.writable && socket.write('x-drip: 1\r\n')),
      1_000,
    );
    try {
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
      expect(slow.filter(({ socket }) => socket.closed)).toEqual([]);
      await Promise.all(slow.map(({ ended }) => ended));
      expect(slow[0]!.heard()).toMatch(/^HTTP\/1\.1 408 .*urn:rung:problem:timed-out/s);
    } finally {
      clearInterval(dripping);
    }
  },
  30_000,
);

test.concurrent(
  'a body that drips in ends after seconds',
  async () => {
    const { socket, ended, heard } = opened();
    socket.write(`${head(['content-length: 1000'])}\r\n\r\n`);
    const dripping = setInterval(() => socket.writable && socket.write('x'), 500);
    await ended.finally(() => clearInterval(dripping));
    expect(heard()).not.toMatch(/HTTP\/1\.1 2/);
  },
  30_000,
);

test('a body that says it is too large is refused before it is sent, one that does not say so as soon as it is', async () => {
  const said = opened();
  said.socket.write(`${head([`content-length: ${1024 ** 3}`])}\r\n\r\n`);
  await expect.poll(said.heard).toMatch(/^HTTP\/1\.1 413 .*urn:rung:problem:too-large/s);

  const chunked = opened();
  chunked.socket.write(`${head(['transfer-encoding: chunked'])}\r\n\r\n`);
  const chunk = `${(64 * 1024).toString(16)}\r\n${'x'.repeat(64 * 1024)}\r\n`;
  for (let i = 0; i < 40 && chunked.socket.writable; i++) {
    chunked.socket.write(chunk);
    await sleep(1);
  }
  await expect.poll(chunked.heard).toMatch(/^HTTP\/1\.1 413 /);
  await chunked.ended;
}, 30_000);

test.each([
  [
    'headers that are too large',
    `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    /^HTTP\/1\.1 431 .*problem\+json/s,
  ],
  ['what is no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 .*problem\+json/s],
  [
    'two lengths',
    'POST /v1/tickets HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a length and chunks',
    'POST /v1/tickets HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  [
    'a header in a header',
    'GET /healthz HTTP/1.1\r\nhost: x\r\nx: a\nGET /v1/tickets HTTP/1.1\r\n\r\n',
    /^HTTP\/1\.1 400 /,
  ],
  ['an address that cannot be', 'GET /%zz HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1\.1 400 .*problem\+json/s],
])('%s', async (_name, bytes, expected) => {
  const { socket, heard } = opened();
  socket.write(bytes);
  await expect.poll(heard).toMatch(expected);
});

test('a request is answered over the wire as it is in the tests', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/tickets`, {
    method: 'POST',
    headers: { ...key, 'content-type': 'application/json' },
    body: JSON.stringify(TICKET),
  });
  expect([answer.status, await answer.json()]).toEqual([201, { ticketId: 'T-1', outcome: 'opened' }]);
});

test('it ends with connections that are kept, and answers what it has begun', async () => {
  const other = await world();
  const otherKey = other.key('read');
  await other.app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(other.app.server.address() as AddressInfo).port}`;
  await fetch(`${url}/healthz`);
  other.temporal.delay = 800;
  other.temporal.calls = 0;
  const begun = fetch(`${url}/v1/tickets`, { headers: otherKey });
  await expect.poll(() => other.temporal.calls).toBeGreaterThan(0);
  await other.app.close();
  expect((await begun).status).toBe(200);
});
