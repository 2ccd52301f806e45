/** The page behind the link in a mail: looking changes nothing, a click acknowledges once, and it says what was done. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { linkToken, type LinkAbout } from '../../../src/channels/email/acknowledge-link.js';
import { inVirtualTime } from '../http/virtual-time.js';
import { TICKET, world, type World } from '../http/world.js';
import { PEOPLES_POLICY } from './slack-desk.js';

const SECRET = '3f9c2b7e51d84a6f90ce1b2d7a45c8e6';
const OTHER = 'b7e51d84a6f90ce1b2d7a45c8e63f9c2';

let w: World;

beforeAll(async () => {
  const settings = { RUNG_PUBLIC_URL: 'https://rung.example.com', RUNG_LINK_SECRET: `${OTHER},${SECRET}` };
  w = await world({ policy: PEOPLES_POLICY, settings });
});
afterAll(() => w.app.close());
beforeEach(async () => {
  w.temporal.isDown = false;
  w.temporal.delay = 0;
  w.temporal.tickets.clear();
  w.logged.length = 0;
  await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: TICKET, headers: w.key('write') });
});

function link(about: Partial<LinkAbout> = {}, secret = SECRET): string {
  const given = { ticketId: 'T-1', addressee: 'ben@example.com', until: Date.now() + 60_000, ...about };
  const key = `${given.ticketId}:1:email:${given.addressee}`;
  return `/ack/${linkToken({ key, ...given }, secret)}`;
}

async function ask(
  method: 'GET' | 'HEAD' | 'POST',
  url: string,
  headers: Record<string, string> = {},
  payload?: string,
) {
  const answer = await w.app.inject({ method, url, headers, ...(payload !== undefined && { payload }) });
  return { status: answer.statusCode, html: answer.body, headers: answer.headers };
}

const acknowledged = () => w.temporal.tickets.get('T-1')!.acknowledged;

test('looking at it changes nothing, however often and in whichever way', async () => {
  const url = link();
  for (const method of ['GET', 'HEAD', 'GET', 'HEAD'] as const) expect((await ask(method, url)).status).toBe(200);
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)
    expect((await w.app.inject({ method, url })).statusCode).toBeGreaterThanOrEqual(404);
  expect(acknowledged()).toBeNull();
  expect(w.temporal.tickets.get('T-1')!.history).toEqual([]);
});

test('it is whole in itself, works without scripts, and tells nobody where it is', async () => {
  const { html, headers } = await ask('GET', link());
  expect(html).toContain('<form method="post"><p><button>Acknowledge T-1</button></p></form>');
  expect(html).toContain('in the name of ben');
  expect(html).not.toMatch(/<script|<link|<img|<iframe|src=|http/i);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'cache-control': 'no-store',
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    ) as string,
  });
});

test('a click acknowledges in the name of whom the mail went to, once', async () => {
  const url = link();
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
  const first = await ask('POST', url, form, '');
  expect(first.status).toBe(200);
  expect(first.html).toContain('Ticket T-1 is acknowledged');
  expect(first.html).toContain('You are on it.');
  expect(acknowledged()).toMatchObject({ by: 'ben' });
  const again = await ask('POST', url, form, 'anything=at+all');
  expect(again.html).toContain('You have done so already, and nothing was changed.');
  expect(w.temporal.tickets.get('T-1')!.history.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1);
  expect((await ask('GET', url)).html).toContain('You (ben) have acknowledged it already');
  expect((await ask('GET', url)).html).not.toContain('<form');
});

test('an address that is nobody’s is recorded as it is', async () => {
  await ask('POST', link({ addressee: 'tier2@example.com' }));
  expect(acknowledged()).toMatchObject({ by: 'tier2@example.com' });
});

test('somebody else has: it says who, and does not take the ticket', async () => {
  await ask('POST', link({ addressee: 'anna@example.com' }));
  for (const method of ['GET', 'POST'] as const) {
    const { status, html } = await ask(method, link());
    expect(status).toBe(200);
    expect(html).toMatch(/anna has acknowledged it already, at \d{4}-\d\d-\d\d \d\d:\d\d UTC\./);
    expect(html).not.toContain('<form');
  }
  expect(acknowledged()).toMatchObject({ by: 'anna' });
});

test('two clicks at once are one', async () => {
  const url = link();
  const answers = await Promise.all([ask('POST', url), ask('POST', url), ask('POST', url)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(w.temporal.tickets.get('T-1')!.history.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1);
});

test('while a secret is exchanged, links of both are taken', async () => {
  expect((await ask('GET', link({}, OTHER))).status).toBe(200);
  expect((await ask('GET', link({}, SECRET))).status).toBe(200);
});

test.each<[string, () => string, number, string]>([
  ['is over', () => link({ until: Date.now() - 1_000 }), 410, 'This link is over'],
  ['is of another secret', () => link({}, 'x'.repeat(32)), 404, 'This link is not valid'],
  ['was altered', () => link().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 404, 'This link is not valid'],
  ['was cut', () => link().slice(0, -5), 404, 'This link is not valid'],
  ['is none', () => '/ack/hello', 404, 'This link is not valid'],
])('a link that %s does nothing', async (_what, url, status, title) => {
  for (const method of ['GET', 'POST'] as const) {
    const answer = await ask(method, url());
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(answer.html).toContain(`<h1>${title}</h1>`);
    expect(answer.html).not.toContain('<form');
  }
  expect(acknowledged()).toBeNull();
});

test('a ticket that is closed, and one that there is not', async () => {
  const payload = { type: 'ticket_changed', status: 'closed', eventId: 'c' };
  await w.app.inject({ method: 'POST', url: '/v1/tickets/T-1/facts', payload, headers: w.key('write') });
  expect((await ask('GET', link())).html).toContain('Ticket T-1 is closed');
  expect(await ask('POST', link())).toMatchObject({
    status: 409,
    html: expect.stringContaining('Nothing was done: ticket T-1 is closed') as string,
  });
  expect(await ask('POST', link({ ticketId: 'T-404' }))).toMatchObject({
    status: 409,
    html: expect.stringContaining('there is no ticket T-404') as string,
  });
  expect((await ask('GET', link({ ticketId: 'T-404' }))).html).toContain('Acknowledge T-404');
});

test('Temporal does not answer: it is not said to be done, and can be tried again', async () => {
  w.temporal.isDown = true;
  expect(await ask('GET', link())).toMatchObject({ status: 200, html: expect.stringContaining('<form') as string });
  const { status, html } = await ask('POST', link());
  expect(status).toBe(503);
  expect(html).toContain('It is not certain that anything was done.');
  expect(html).toContain('<button>Try again</button>');
  w.temporal.isDown = false;
  expect((await ask('POST', link())).html).toContain('You are on it.');
});

test.each(['GET', 'POST'] as const)('it answers %s within three seconds', async (method) => {
  w.temporal.delay = 1_290;
  await inVirtualTime(async () => {
    const since = performance.now();
    expect((await ask(method, link())).status).toBeLessThan(504);
    expect(performance.now() - since).toBeLessThan(3_000);
  });
});

test('neither the link nor the address is logged', async () => {
  const url = link();
  await ask('GET', url);
  await ask('POST', url);
  const log = w.logged.join('\n');
  for (const secret of [url.slice(5), 'ben@example.com', SECRET]) expect(log).not.toContain(secret);
  expect(log).toContain('"ticketId":"T-1"');
});

test('without a secret no link is taken', async () => {
  const bare = await world();
  expect((await bare.app.inject({ method: 'GET', url: link() })).statusCode).toBe(404);
  expect((await bare.app.inject({ method: 'POST', url: link({}, '') })).statusCode).toBe(404);
  await bare.app.close();
});

test('whoever guesses is slowed down', async () => {
  const statuses = new Set<number>();
  for (let n = 0; n < 200; n++)
    statuses.add(
      (await w.app.inject({ method: 'POST', url: `/ack/guess-${n}`, remoteAddress: '192.0.2.7' })).statusCode,
    );
  expect([...statuses].sort()).toEqual([404, 429]);
});
