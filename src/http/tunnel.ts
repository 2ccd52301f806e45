/** A connection to a host through a proxy, which sees nothing of what is said in it. */
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { authorizationFor } from './authorization.js';

/** Resolves when the host has shown its certificate. @throws Error when the proxy or the host refuses; it does not name them */
export async function tunnelThrough(proxy: URL, { hostname, port }: URL, signal?: AbortSignal): Promise<TLSSocket> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = await opened(proxy, `${hostname}:${port || 443}`, signal);
  return new Promise((resolve, reject) => {
    const secured = connect({ socket, host, servername: /^[\d.]+$|:/.test(host) ? '' : host });
    const giveUp = () => secured.destroy(signal?.reason as Error);
    signal?.addEventListener('abort', giveUp, { once: true });
    secured.once('close', () => signal?.removeEventListener('abort', giveUp));
    secured.once('error', reject);
    secured.once('secureConnect', () => {
      secured.off('error', reject);
      resolve(secured);
    });
  });
}

function opened(proxy: URL, host: string, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = (proxy.protocol === 'https:' ? https : http).request({
      host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: host,
      headers: { host, ...authorizationFor(proxy) },
      agent: false,
      ...(signal && { signal }),
    });
    asked.once('error', reject);
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(Object.assign(new Error(`the proxy answered with status ${statusCode}`), { code: 'RUNG_PROXY_REFUSED' }));
    });
    asked.once('response', (response) => {
      response.resume();
      reject(
        Object.assign(new Error(`the proxy answered with status ${response.statusCode}`), {
          code: 'RUNG_PROXY_REFUSED',
        }),
      );
    });
    asked.end();
  });
}
