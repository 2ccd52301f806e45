/**
 * One HTTP request on a connection of its own. Unlike the built-in `fetch`, it knows whether the request was ever on its
 * way: a host that cannot be reached for an hour is then a simple retry and no doubt.
 */
import http from 'node:http';
import https from 'node:https';
import type { FetchFunction } from '@slack/web-api';
import { NOT_SENT } from '../failures.js';

type FetchResponse = Awaited<ReturnType<FetchFunction>>;

export const fetchOnce: FetchFunction = (address, init = {}) =>
  new Promise<FetchResponse>((resolve, reject) => {
    const url = new URL(address);
    const { method = 'GET', headers, signal } = init;
    const body = typeof init.body === 'string' ? init.body : ''; // uploads are forms; we have none
    const secure = url.protocol === 'https:';
    let onItsWay = false;
    const fail = (error: Error) => reject(onItsWay ? error : Object.assign(error, { code: NOT_SENT }));
    const request = (secure ? https : http).request(url, {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false, // a kept connection may be dead already, and nobody could tell whether it took the request
      ...(signal ? { signal } : {}),
    });
    request.on('socket', (socket) => socket.once(secure ? 'secureConnect' : 'connect', () => (onItsWay = true)));
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => resolve(answer(url, response, Buffer.concat(chunks))));
    });
    request.end(body);
  });

function answer(
  url: URL,
  { statusCode = 0, statusMessage = '', headers }: http.IncomingMessage,
  body: Buffer,
): FetchResponse {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, [value].flat().join(', ')]);
  const text = body.toString();
  return {
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    url: url.href,
    headers: new Headers(entries),
    text: () => Promise.resolve(text),
    json: () => Promise.resolve(JSON.parse(text) as unknown),
    arrayBuffer: () => Promise.resolve(new Uint8Array(body).buffer),
  };
}
