/** Requests through a proxy: a real one on this machine, which sees what it should and nothing more. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/http/proxies.js';
import { NOT_SENT, request } from '../../src/http/request.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('which way a request goes', () => {
  const proxies = {
    https: 'http://squid.example.com:3128',
    none: ['example.org', '.corp.example', '10.1.2.3', 'a.example:8443'],
  };
  it.each([
    ['https://slack.com/api/', 'squid.example.com:3128'],
    ['http://slack.com/api/', undefined],
    ['https://example.org/', undefined],
    ['https://api.example.org/', undefined],
    ['https://myexample.org/', 'squid.example.com:3128'],
    ['https://x.corp.example/', undefined],
    ['https://10.1.2.3/', undefined],
    ['https://10.1.2.30/', 'squid.example.com:3128'],
    ['https://a.example:8443/', undefined],
    ['https://a.example/', 'squid.example.com:3128'],
    ['https://localhost/', undefined],
    ['https://127.0.0.1/', undefined],
    ['https://[::1]/', undefined],
  ])('%s: %s', (url, way) => {
    expect(proxyFor(new URL(url), proxies)?.host).toBe(way);
  });

  it('is direct for all with *', () => {
    expect(proxyFor(new URL('https://slack.com'), { ...proxies, none: ['*'] })).toBeUndefined();
  });
});

describe('a request through a proxy', () => {
  const folder = temporaryFolder();
  let target: http.Server;
  let secure: https.Server;
  let proxy: http.Server;
  const seen: string[] = [];
  let refusing = false;
  const portOf = (server: http.Server) => (server.address() as AddressInfo).port;

  beforeAll(async () => {
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=hooks.example.com'],
        ...['-addext', 'subjectAltName=DNS:hooks.example.com', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    const answer: http.RequestListener = (asked, response) => {
      asked.resume().on('end', () => response.end(`${asked.method} ${asked.url} for ${asked.headers.host}`));
    };
    target = http.createServer(answer).listen(0, '127.0.0.1');
    secure = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer).listen(0, '127.0.0.1');
    proxy = http.createServer((asked, response) => {
      seen.push(`${asked.method} ${asked.url} ${asked.headers['proxy-authorization'] ?? ''}`);
      const { pathname } = new URL(asked.url!);
      const on = http.request({ port: portOf(target), path: pathname, method: asked.method, headers: asked.headers });
      on.on('response', (answered) => answered.pipe(response));
      asked.pipe(on);
    });
    proxy.on('connect', (asked, socket) => {
      seen.push(`CONNECT ${asked.url}`);
      if (refusing) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const on = connect(portOf(secure), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        on.pipe(socket).pipe(on);
      });
      on.on('error', () => socket.destroy());
      socket.on('error', () => on.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await Promise.all([target, secure, proxy].map((server) => once(server, 'listening')));
  });
  afterAll(() => {
    for (const server of [target, secure, proxy]) {
      server.closeAllConnections();
      server.close();
    }
  });
  beforeEach(() => {
    seen.length = 0;
    refusing = false;
  });

  const post = { method: 'POST', headers: {}, body: '{}' };

  it('names the host in a tunnel and checks the certificate of the host, not of the proxy', async () => {
    const proxies = { https: `http://user:p%40ss@127.0.0.1:${portOf(proxy)}` };
    const failed: unknown = await request(new URL('https://hooks.example.com/in'), { ...post, proxies }).catch(
      (error: unknown) => error,
    );
    expect(seen).toEqual(['CONNECT hooks.example.com:443']);
    // The certificate is signed by nobody: nothing was said to whoever has it.
    expect(failed).toMatchObject({ code: NOT_SENT, cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
  });

  it('goes through the tunnel once the certificate is known', async () => {
    const proxies = { https: `http://127.0.0.1:${portOf(proxy)}` };
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const { status, body } = await request(new URL('https://hooks.example.com/in?a=b'), { ...post, proxies });
      expect({ status, body: body.toString() }).toEqual({ status: 200, body: 'POST /in?a=b for hooks.example.com' });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('that refuses the tunnel was sent nothing', async () => {
    refusing = true;
    const proxies = { https: `http://127.0.0.1:${portOf(proxy)}` };
    await expect(request(new URL('https://hooks.example.com/in'), { ...post, proxies })).rejects.toMatchObject({
      code: NOT_SENT,
      cause: { code: 'RUNG_PROXY_REFUSED', message: 'the proxy answered with status 403' },
    });
  });

  it('without encryption is asked for as a whole, with the password for the proxy', async () => {
    const proxies = { http: `http://user:p%40ss@127.0.0.1:${portOf(proxy)}` };
    const { body } = await request(new URL('http://hooks.example.com/in?a=b'), { ...post, proxies });
    expect(seen).toEqual([`POST http://hooks.example.com/in?a=b Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
    expect(body.toString()).toBe('POST /in for hooks.example.com');
  });
});

it('reads no more of an answer than it was asked to', async () => {
  const server = http.createServer((_asked, response) => response.end('x'.repeat(100_000))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const { body } = await request(url, { method: 'GET', headers: {}, mostBytes: 1_000 });
  expect(body).toHaveLength(1_000);
  server.closeAllConnections();
  server.close();
});
