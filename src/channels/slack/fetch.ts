/** What the Slack client sends with: one request on a connection of its own. */
import type { FetchFunction } from '@slack/web-api';
import type { Proxies } from '../../http/proxies.js';
import { request } from '../../http/request.js';

/** @param proxies default: Slack is asked directly */
export function fetchOnce(proxies: Proxies = {}): FetchFunction {
  return async (address, { method = 'GET', headers, signal, body } = {}) => {
    const url = new URL(address);
    const answer = await request(url, {
      method,
      headers: headers as Record<string, string>,
      body: typeof body === 'string' ? body : '', // uploads are forms; we have none
      proxies,
      ...(signal && { signal }),
    });
    const entries = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      [value].flat().join(', '),
    ]);
    const text = answer.body.toString();
    return {
      ok: answer.status >= 200 && answer.status < 300,
      status: answer.status,
      statusText: answer.statusText,
      url: url.href,
      headers: new Headers(entries),
      text: () => Promise.resolve(text),
      json: () => Promise.resolve(JSON.parse(text) as unknown),
      arrayBuffer: () => Promise.resolve(new Uint8Array(answer.body).buffer),
    };
  };
}
