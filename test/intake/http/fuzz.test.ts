/** Requests made from the document, hostile ones among them: no answer is a surprise, and the memory stays as it is. `RUNG_RUNS` multiplies them. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { operationsOf, requests, type Operation } from './requests.js';
import { TICKET, world } from './world.js';

const REQUESTS = 3_000 * Number(process.env['RUNG_RUNS'] ?? 1);

test('every answer is one that the document names', async () => {
  const { app, key, temporal, store } = await world({
    settings: {
      SLACK_SIGNING_SECRET: 'a'.repeat(32),
      RUNG_SLACK_WORKSPACES: 'T0HOME',
      RUNG_PUBLIC_URL: 'https://rung.example.com',
      RUNG_LINK_SECRET: 'b'.repeat(32),
    },
  });
  store.documents.set('T-1042', { channel: 'mail' });
  const headers = key('read', 'write', 'command');
  const operations = operationsOf((await app.inject('/openapi.json')).json<Record<string, unknown>>());
  const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload, headers });
  await post('/v1/tickets', { ...TICKET, ticketId: 'T-1042' });
  // So that there is something to take back.
  await post('/v1/tickets/T-1042/escalate', { by: 'anna' });
  await post('/v1/tickets/T-1042/acknowledge', { by: 'anna' });
  await post('/v1/tickets/T-1042/snooze', { by: 'anna', until: new Date(Date.now() + 3_600_000) });
  const opened = temporal.tickets.get('T-1042')!;
  const seen = new Map<Operation, Map<number, number>>();
  let asked = 0;
  let halfway = 0;
  await fc.assert(
    fc.asyncProperty(requests(operations, HOSTILE_TEXTS), async ({ operation, url, payload, headers: given }) => {
      const answer = await app.inject({
        method: operation.method,
        url,
        headers: { ...given, ...headers },
        ...(payload !== undefined && { payload }),
      });
      const { statusCode: status } = answer;
      expect(operation.statuses, `${operation.method} ${url} ${payload} ${answer.body}`).toContain(String(status));
      expect(status, answer.body).toBeLessThan(500);
      const isPage =
        operation.path.startsWith('/ack/') && answer.headers['content-type'] === 'text/html; charset=utf-8';
      if (status >= 400 && !isPage) {
        expect(answer.headers['content-type']).toBe('application/problem+json');
        expect(answer.json()).toMatchObject({ status, type: expect.stringMatching(/^urn:rung:problem:/) as string });
      }
      const statuses = seen.get(operation) ?? new Map<number, number>();
      seen.set(operation, statuses.set(status, (statuses.get(status) ?? 0) + 1));
      // What a test keeps of tickets is not the intake's memory; and the next request meets one that is open.
      temporal.tickets.clear();
      temporal.tickets.set('T-1042', opened);
      temporal.heard.length = 0;
      if (++asked === REQUESTS / 2) halfway = heap();
    }),
    { numRuns: REQUESTS, seed: 20_261_129, endOnFailure: true },
  );
  expect(heap() - halfway).toBeLessThan(64 * 1024 ** 2);
  // Each address was reached, not only refused.
  for (const [{ method, path }, statuses] of seen) {
    // What is signed cannot be guessed.
    if (!['/webhooks/{name}', '/slack/interactive', '/slack/commands', '/ack/{token}'].includes(path))
      expect(
        [...statuses.keys()].some((status) => status < 300),
        `${method} ${path}`,
      ).toBe(true);
  }
  expect(seen.size).toBe(operations.length);
}, 300_000);

/** What is still in use, not what was not cleared away yet. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
