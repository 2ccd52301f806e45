/** One request of a help desk, on a connection of its own: what it hears, and how long that takes. */
import { request } from 'node:http';

export interface Answer {
  /** Undefined: nobody answered, or not in time. */
  status: number | undefined;
  body: string;
  /** In seconds. */
  retryAfter: number | undefined;
  /** In epoch milliseconds. */
  from: number;
  to: number;
}

/** The shortest patience of the six, that of Chatwoot. */
export const PATIENCE_MS = 5_000;

/** @param address `host:port` */
export function post(address: string, path: string, headers: Record<string, string>, body: string): Promise<Answer> {
  const from = Date.now();
  return new Promise((resolve) => {
    const nobody = () => resolve({ status: undefined, body: '', retryAfter: undefined, from, to: Date.now() });
    const sent = request(
      `http://${address}${path}`,
      { method: 'POST', headers, agent: false, signal: AbortSignal.timeout(PATIENCE_MS) },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', nobody);
        response.on('end', () => {
          const wait = response.headers['retry-after'];
          const retryAfter = wait === undefined ? undefined : Number(wait);
          resolve({ status: response.statusCode, body: text, retryAfter, from, to: Date.now() });
        });
      },
    );
    sent.on('error', nobody);
    sent.end(body);
  });
}
