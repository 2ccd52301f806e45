/** The heartbeat against a listener that answers, refuses, is silent, or is not there. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beat } from '../../src/audit/heartbeat.js';
import { waysTo } from '../../src/audit/operator.js';
import { noCoverage } from '../../src/domain/audit/coverage.js';
import type { AuditReport } from '../../src/domain/audit/drift.js';

const HEALTHY: AuditReport = {
  at: 1_000,
  healthy: true,
  tickets: 3,
  findings: [],
  suspects: [],
  coverage: noCoverage(1_000, 1_000),
};
const ILL: AuditReport = {
  ...HEALTHY,
  healthy: false,
  findings: [{ kind: 'log-gap', count: 1, repaired: 1, examples: [] }],
};

let answer: (response: ServerResponse) => void;
let calls: string[];
const listener = createServer((request, response) => {
  calls.push(`${request.method} ${request.url}`);
  answer(response);
});
let url: string;
let said: string[];

beforeEach(async () => {
  calls = [];
  said = [];
  answer = (response) => response.end('OK');
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/ping/my-secret`;
});
afterEach(async () => {
  listener.closeAllConnections();
  listener.close();
  await once(listener, 'close');
});

function beating(report: AuditReport, to: string | undefined): Promise<boolean> {
  const warn = (message: string) => void said.push(message);
  const none = () => undefined;
  const logger = { log: none, trace: none, debug: none, info: none, warn, error: none };
  return new MockActivityEnvironment({}, { logger }).run(
    beat,
    report,
    to === undefined ? undefined : { url: to, proxies: {} },
  );
}

test('is heard when nothing is wrong', async () => {
  expect(await beating(HEALTHY, url)).toBe(true);
  expect(calls).toEqual(['GET /ping/my-secret']);
  expect(said).toEqual([]);
});

test('is withheld when something is, repaired or not', async () => {
  expect(await beating(ILL, url)).toBe(false);
  expect(calls).toEqual([]);
});

test('needs no listener', async () => {
  expect(await beating(HEALTHY, undefined)).toBe(true);
});

test('that is refused, or finds nobody, is said without the secret in the address', async () => {
  answer = (response) => response.writeHead(404).end();
  expect(await beating(HEALTHY, url)).toBe(false);
  answer = (response) => response.destroy();
  expect(await beating(HEALTHY, url)).toBe(false);
  expect(said).toEqual([
    'The listener of the heartbeat answered with status 404',
    'The heartbeat was not heard: it cannot be reached',
  ]);
});

test('does not wait for a silent listener for longer than 5 s', async () => {
  answer = () => undefined;
  expect(await beating(HEALTHY, url)).toBe(false);
  expect(said).toEqual(['The heartbeat was not heard: no answer within 5 s']);
});

test.each([
  [{ email: 'a@b.c', slack: '#x' }, [], ['slack', 'email']],
  [{ email: 'a@b.c', slack: '#x' }, ['slack'], ['email']],
  [{ email: 'a@b.c', slack: '#x' }, ['slack', 'email'], ['slack', 'email']],
  [{ slack: '#x' }, ['slack'], ['slack']],
  [{}, [], []],
] as const)('the operator with %j is told, when %j is in trouble, through %j', (addresses, troubled, ways) => {
  expect(
    waysTo(addresses, troubled)
      .map(({ channel }) => channel)
      .sort(),
  ).toEqual([...ways].sort());
});
