/** The heartbeat against a listener that answers, refuses, is silent, or is not there. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricMeter } from '@temporalio/common';
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

test('how far the pass has come is shown by metrics, and what was found', async () => {
  const shown = new Map<string, number>();
  const gauge = (name: string) => ({
    set: (value: number, { kind }: { kind?: string } = {}) =>
      void shown.set(kind === undefined ? name : `${name} ${kind}`, value),
  });
  const begun = noCoverage(60_000, 1_000);
  const coverage = {
    ...begun,
    pass: { ...begun.pass, tickets: 40 },
    last: { since: 30_000, until: 60_000, tickets: 90, workflows: 91, queues: [] },
  };
  const metricMeter = { createGauge: gauge } as unknown as MetricMeter;
  const environment = new MockActivityEnvironment({}, { metricMeter });
  await environment.run(beat, { ...ILL, coverage }, undefined);
  expect(Object.fromEntries(shown)).toMatchObject({
    rung_audit_compared_since: 30,
    rung_audit_pass_tickets: 40,
    rung_audit_last_pass_tickets: 90,
    rung_audit_tickets: 3,
    'rung_audit_findings log-gap': 1,
    'rung_audit_findings alert-late': 0,
    rung_alerts_undelivered: 0,
  });
  expect(shown.has('rung_audit_healthy_timestamp')).toBe(false);
  shown.clear();
  await environment.run(beat, { ...HEALTHY, coverage: begun }, undefined);
  expect(Object.fromEntries(shown)).toMatchObject({
    rung_audit_compared_since: 60,
    rung_audit_last_pass_tickets: 0,
    rung_audit_healthy_timestamp: 1,
  });
});
