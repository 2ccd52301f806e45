/** Every kind of drift, injected for real on a running engine: found, repaired where that is promised, and the heartbeat stops. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@temporalio/client';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Rung } from '../../src/client/index.js';
import { loadConfig } from '../../src/config/index.js';
import { noCoverage } from '../../src/domain/audit/coverage.js';
import { KINDS, REFUSED } from '../../src/audit/kinds.js';
import { reportOf, type DriftKind } from '../../src/domain/audit/drift.js';
import { loadPolicy } from '../../src/policy/index.js';
import { startWorkers, type Workers } from '../../src/worker/run.js';
import { injectDriftTogether, type DriftGround } from '../faults/drift.js';
import '../support/runtime.js';
import { databaseOf } from '../support/writes.js';
import { mongoClient, openConnection } from '../support/opened.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const name = databaseOf(import.meta.url);
const beats: number[] = [];
const listener = createServer((_request, response) => {
  beats.push(Date.now());
  response.end('OK');
});
let workers: Workers;
let ground: DriftGround;
let mongo: MongoClient;

beforeAll(async () => {
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = inject('temporalAddress');
  const config = loadConfig({
    MONGODB_URI: inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    RUNG_TASK_QUEUE: name,
    RUNG_AUDIT_EVERY: '1s',
    RUNG_AUDIT_TOLERANCE: '2s',
    RUNG_HEARTBEAT_URL: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/beat`,
  });
  workers = await startWorkers({
    ...{ config, address, say: () => undefined, print: () => undefined },
    tickets: ticketsWorker(),
  });
  const client = new Client({ connection: await openConnection({ address }) });
  mongo = mongoClient(config.mongodbUri);
  const rung = new Rung({ client, taskQueue: name, policy: await loadPolicy('policies/default.yaml') });
  ground = { client, db: mongo.db(name), rung, taskQueue: name, beats };
});

afterAll(async () => {
  await ground.client.schedule.getHandle(`rung-audit/${name}`).delete();
  workers.shutdown();
  await workers.done;
  await mongo.db(name).dropDatabase();
  await mongo.close();
  await ground.client.connection.close();
  listener.close();
});

/** Refusals are found like that by Slack. `comparison-behind` takes an audit that cannot keep up: pass.test.ts; the others are in waiting-facts.test.ts and reconcilers-behind.test.ts. */
const ELSEWHERE: DriftKind[] = [
  ...REFUSED.filter((kind) => kind !== 'slack-refused'),
  ...(['comparison-behind', 'fact-late', 'reconciler-behind'] as const),
];
const INJECTED = KINDS.filter((kind) => !ELSEWHERE.includes(kind));

test('every kind is found and stops the heartbeat until all are over', { timeout: 150_000 }, async () => {
  const results = await injectDriftTogether(ground, INJECTED);
  expect(results.map(({ kind }) => kind).sort()).toEqual(INJECTED.toSorted());
  for (const result of results) {
    expect(result).toMatchObject({ heartbeatWithheld: true, beatsAgain: true });
    expect(result.foundAfter, result.kind).not.toBeNull();
    expect(result.repaired, result.kind).not.toBe(false);
  }
});

test.each(KINDS)('%s alone would stop it', (kind) => {
  const alerts = { looked: 1, findings: [], suspects: [] };
  const tickets = { looked: 1, findings: [], suspects: [], coverage: noCoverage(0, 0), complete: true };
  const findings = [{ kind, count: 1, repaired: 1, examples: [] }];
  expect(reportOf(alerts, tickets, 1).healthy).toBe(true);
  expect(reportOf({ ...alerts, findings }, tickets, 1).healthy).toBe(false);
  expect(reportOf(alerts, { ...tickets, findings }, 1).healthy).toBe(false);
});

test('an audit that could not ask everything withholds it too', () => {
  const alerts = { looked: 1, findings: [], suspects: [] };
  const tickets = { ...alerts, coverage: noCoverage(0, 0), complete: false };
  expect(reportOf(alerts, tickets, 1)).toMatchObject({ healthy: false, complete: false, findings: [] });
});
