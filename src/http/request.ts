/**
 * One HTTP request on a connection of its own. Unlike the built-in `fetch`, it knows whether the request was ever on its way: a host
 * that cannot be reached for an hour is then a simple retry: nothing is unconfirmed. It follows no redirect.
 */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { authorizationFor } from './authorization.js';
import { proxyFor, type Proxies } from './proxies.js';
import { tunnelThrough } from './tunnel.js';

export interface HttpRequest {
  method: string;
  headers: Readonly<Record<string, string>>;
  /** Default: none. */
  body?: string;
  signal?: AbortSignal;
  /** Default: every host is asked directly. */
  proxies?: Proxies;
  /** How the host is found where it is asked directly. Default: as the system does. */
  lookup?: LookupFunction;
  /** How much of the answer's body is read, in bytes. Default: 4 MB. */
  mostBytes?: number;
}

export interface HttpAnswer {
  status: number;
  statusText: string;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** `code` of the error of a request of which nothing was sent; the error that broke it is the cause. */
export const NOT_SENT = 'RUNG_NOT_SENT';

const MOST_BYTES = 4_000_000;

/** @throws Error with the code {@link NOT_SENT}, or what else broke the connection or the wait */
export async function request(url: URL, asked: HttpRequest): Promise<HttpAnswer> {
  const proxy = proxyFor(url, asked.proxies ?? {});
  if (!proxy) return exchange(url, asked, { ...(asked.lookup && { lookup: asked.lookup }), agent: false });
  if (url.protocol === 'http:') return exchange(proxy, withHost(url, asked, proxy), { path: url.href, agent: false });
  const socket = await tunnelThrough(proxy, url, asked.signal).catch((cause: unknown) => {
    throw notSent(cause as Error);
  });
  // Without an agent Node takes the port of unencrypted HTTP for the usual one, and would name it.
  const named = { ...asked, headers: { ...asked.headers, host: url.host } };
  return exchange(url, named, { createConnection: () => socket });
}

function exchange(url: URL, asked: HttpRequest, connection: https.RequestOptions): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method, headers, body = '', signal, mostBytes = MOST_BYTES } = asked;
    const secure = url.protocol === 'https:';
    let onItsWay = connection.createConnection !== undefined;
    const fail = (error: Error) => reject(onItsWay ? error : notSent(error));
    const sent = (secure ? https : http).request(url, {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      ...connection, // a kept connection may be dead already, and nobody could tell whether it took the request
      ...(signal && { signal }),
    });
    sent.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (onItsWay = true)));
    sent.on('error', fail);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () => {
        const { statusCode: status = 0, statusMessage: statusText = '', headers: answered } = response;
        resolve({ status, statusText, headers: answered, body: Buffer.concat(chunks) });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, Math.max(mostBytes - size, 0)));
        size += chunk.length;
        if (size <= mostBytes) return;
        done();
        sent.destroy();
      });
      response.on('error', fail);
      response.on('end', done);
    });
    sent.end(body);
  });
}

function withHost(url: URL, asked: HttpRequest, proxy: URL): HttpRequest {
  return { ...asked, headers: { ...asked.headers, host: url.host, ...authorizationFor(proxy) } };
}

function notSent(cause: Error): Error {
  return Object.assign(new Error('nothing was sent', { cause }), { code: NOT_SENT });
}
