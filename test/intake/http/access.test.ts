/** Who is let in where: every address with every way of not being allowed to. */
import type { FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REMEMBERED_MS } from '../../../src/intake/access/keys.js';
import { SCOPES, type Scope } from '../../../src/store/intake-port.js';
import { TICKET, world, type World } from './world.js';

const ISSUER = 'https://login.example.com/';
const AUDIENCE = 'rung';

interface Route {
  method: 'GET' | 'POST';
  url: string;
  needs: Scope | undefined;
}

let w: World;
let issuer: Server;
let token: (claims?: { aud?: string; iss?: string; exp?: string; scope?: string }) => Promise<string>;
let routes: Route[];

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' };
  issuer = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] }))).listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks`;
  token = ({ aud = AUDIENCE, iss = ISSUER, exp = '5m', scope = SCOPES.join(' ') } = {}) =>
    new SignJWT({ scope })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(iss)
      .setAudience(aud)
      .setExpirationTime(exp)
      .setSubject('canary-subject@example.com')
      .sign(privateKey);
  w = await world({ access: { tokens: { issuer: ISSUER, audience: AUDIENCE, jwksUrl } } });
  routes = await documentedRoutes(w.app);
});
afterAll(async () => {
  issuer.close();
  await w.app.close();
});

async function documentedRoutes(app: FastifyInstance): Promise<Route[]> {
  const { paths } = (await app.inject('/openapi.json')).json<{
    paths: Record<string, Record<string, { security?: { key: Scope[] }[] }>>;
  }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Route['method'],
      url: path.replace('{id}', 'T-1').replace('{name}', 'zammad'),
      needs: operation.security?.[0]?.key[0],
    })),
  );
}

async function ask({ method, url }: Route, headers: Record<string, string>, remoteAddress: string) {
  const answer = await w.app.inject({ method, url, headers, remoteAddress, ...(method === 'POST' && { payload: {} }) });
  return { status: answer.statusCode, detail: answer.json<{ detail: string }>().detail, headers: answer.headers };
}

const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe('every address that takes a key', () => {
  test('is known', () => {
    const keyed = routes.filter(({ needs }) => needs !== undefined);
    expect(keyed.length).toBeGreaterThanOrEqual(10);
    expect(routes.filter(({ needs }) => needs === undefined).map(({ url }) => url)).toEqual([
      '/healthz',
      '/readyz',
      '/webhooks/zammad',
      // Signed by Slack, or by us.
      '/slack/interactive',
      '/slack/commands',
      ...['/ack/{token}', '/ack/{token}'],
    ]);
  });

  test('refuses whoever has none that fits', async () => {
    for (const [i, route] of routes.entries()) {
      const { needs } = route;
      if (needs === undefined) continue;
      // Failures of a source are counted.
      const source = `10.0.0.${i}`;
      const others = SCOPES.filter((scope) => scope !== needs);
      const revoked = w.key(needs);
      const id = revoked.authorization.split('_')[1]!;
      w.store.keys.set(id, { ...w.store.keys.get(id)!, revokedAt: 1 });
      const expired = w.key(needs);
      const expiredId = expired.authorization.split('_')[1]!;
      w.store.keys.set(expiredId, { ...w.store.keys.get(expiredId)!, expiresAt: 1 });
      const refusals: [number, Record<string, string>, RegExp][] = [
        [401, {}, /send a key/],
        [401, { authorization: 'Basic YTpi' }, /must read/],
        [401, bearer('rung_nonsense'), /neither a key/],
        [401, bearer(`rung_abcdefghijkl_${'x'.repeat(43)}`), /not known/],
        [401, revoked, /revoked/],
        [401, expired, /expired/],
        [401, bearer(await token({ exp: '-1m' })), /expired/],
        [401, bearer(await token({ aud: 'billing' })), /somebody else/],
        [401, bearer(await token({ iss: 'https://evil.example.com/' })), /another issuer/],
        [401, bearer(`${(await token()).slice(0, -6)}AAAAAA`), /not signed/],
        [403, w.key(...others), new RegExp(`scope ${needs}`)],
        [403, bearer(await token({ scope: others.join(' ') })), new RegExp(`scope ${needs}`)],
        [403, bearer(await token({ scope: `${needs}er x${needs}` })), new RegExp(`scope ${needs}`)],
      ];
      for (const [status, headers, detail] of refusals) {
        const answer = await ask(route, headers, source);
        expect(answer.status, `${route.url} ${detail}`).toBe(status);
        expect(answer.detail).toMatch(detail);
        if (answer.status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
      // Whoever fits is let in.
      for (const headers of [w.key(needs), bearer(await token({ scope: `rung:${needs}` }))]) {
        expect([401, 403, 429]).not.toContain((await ask(route, headers, source)).status);
      }
    }
  });

  test('takes no token that is signed by a secret, or by nobody', async () => {
    const hmac = await new SignJWT({ scope: 'read' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setExpirationTime('5m')
      .sign(Buffer.alloc(32));
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ scope: 'read', aud: AUDIENCE, iss: ISSUER, exp: 9e9 })).toString('base64url')}.`;
    const fresh = await world({
      access: { tokens: { issuer: ISSUER, audience: AUDIENCE, jwksUrl: 'http://127.0.0.1:9/' } },
    });
    for (const text of [hmac, none]) {
      const answer = await fresh.app.inject({ url: '/v1/tickets', headers: bearer(text) });
      expect(answer.statusCode).toBe(401);
    }
    // An issuer that cannot be reached is no reason to let anybody in, nor to send anybody away for good.
    const unreachable = await fresh.app.inject({ url: '/v1/tickets', headers: bearer(await token()) });
    expect(unreachable.statusCode).toBe(503);
  });
});

test('guessing is slowed down, for keys that are not known alone', async () => {
  const { app, key, store } = await world();
  const good = key('read');
  const guess = (i: number) =>
    app.inject({ url: '/v1/tickets', headers: bearer(`rung_${String(i).padStart(12, 'a')}_${'x'.repeat(43)}`) });
  expect((await app.inject({ url: '/v1/tickets', headers: good })).statusCode).toBe(200);
  const statuses = [];
  for (let i = 0; i < 40; i++) statuses.push((await guess(i)).statusCode);
  expect(statuses.filter((status) => status === 401)).toHaveLength(30);
  expect(statuses.slice(30).every((status) => status === 429)).toBe(true);
  const asked = store.questions;
  expect((await guess(99)).headers['retry-after']).toMatch(/^\d+$/);
  expect(store.questions).toBe(asked);
  expect((await app.inject({ url: '/v1/tickets', headers: good })).statusCode).toBe(200);
});

test('a key, and a source, has so many requests in ten seconds', async () => {
  const { app, key } = await world({ access: { perSecond: 1 } });
  const headers = key('read');
  const statuses = [];
  for (let i = 0; i < 12; i++) statuses.push((await app.inject({ url: '/v1/tickets', headers })).statusCode);
  expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
  expect((await app.inject({ url: '/healthz', remoteAddress: '10.9.9.9' })).statusCode).toBe(200);
});

describe('on this machine, as long as there has never been a key', () => {
  const here = { host: '127.0.0.1:8787', 'content-type': 'application/json' };
  const open = (app: FastifyInstance, headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: '/v1/tickets', payload: JSON.stringify(TICKET), headers });

  test('everybody may do everything, but no page in a browser', async () => {
    const { app, key, pass } = await world({ access: { openOnLoopback: true } });
    expect((await open(app, here)).statusCode).toBe(201);
    expect((await open(app, { ...here, host: 'localhost:8787', origin: 'http://localhost:8787' })).statusCode).toBe(
      200,
    );
    expect((await open(app, { ...here, host: 'rebound.example.com' })).statusCode).toBe(401);
    expect((await open(app, { ...here, host: 'localhost.example.com' })).statusCode).toBe(401);
    expect((await open(app, { ...here, origin: 'https://evil.example.com' })).statusCode).toBe(401);
    // What a reverse proxy on this machine hands on comes from anywhere, whatever the proxy calls us.
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via', 'CF-Connecting-IP'])
      expect((await open(app, { ...here, [name]: '127.0.0.1' })).statusCode, name).toBe(401);
    // What a page may send without asking first is not read.
    expect((await open(app, { ...here, 'content-type': 'text/plain' })).statusCode).toBe(415);
    expect((await open(app, { ...here, authorization: 'Bearer nonsense' })).statusCode).toBe(401);
    key('read');
    pass(REMEMBERED_MS + 100);
    expect((await open(app, here)).statusCode).toBe(401);
  });

  test('nobody is let in when the database does not say whether there is one', async () => {
    const { app, store } = await world({ access: { openOnLoopback: true } });
    store.isDown = true;
    expect((await open(app, here)).statusCode).toBe(503);
    store.isDown = false;
    expect((await open(app, here)).statusCode).toBe(201);
  });
});

test('a key that was let in is let in while the database is down or slow; another is not sent away for good', async () => {
  const { app, store, key } = await world();
  const known = key('write');
  const tell = (headers: { authorization: string }, id: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/tickets',
      payload: JSON.stringify({ ...TICKET, ticketId: id }),
      headers: { ...headers, 'content-type': 'application/json' },
    });
  expect((await tell(known, 'T-1')).statusCode).toBe(201);
  const other = key('write');
  store.isDown = true;
  expect((await tell(other, 'T-2')).statusCode).toBe(503);
  expect((await tell(known, 'T-2')).statusCode).toBe(201);
});

test('an address without a word of what it needs lets nobody in', async () => {
  const { app, key } = await world({ more: [(inside) => void inside.get('/forgotten', () => 'secret')] });
  expect((await app.inject('/forgotten')).statusCode).toBe(401);
  expect((await app.inject({ url: '/forgotten', headers: key('read', 'write', 'command') })).statusCode).toBe(403);
});
