/** The intake with real servers: Temporal is out of reach, the database is, the intake is killed, and no fact is lost or counted twice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { freeAddress } from '../../src/http/free-address.js';
import { listen, type Listening } from '../../src/intake/listen.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { startWorkers, type Workers } from '../../src/worker/run.js';
import { drainId } from '../../src/workflows/contract.js';
import { mongoClient, openConnection } from '../support/opened.js';
import '../support/runtime.js';
import { databaseOf } from '../support/writes.js';
import { CuttableWay } from './cuttable.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const name = databaseOf(import.meta.url);
const mongoUri = inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
const temporal = new CuttableWay(inject('temporalAddress'));
const mongo = new CuttableWay(/\/\/([^/]+)\//.exec(mongoUri)![1]!);
const config = loadConfig({
  MONGODB_URI: mongoUri,
  RUNG_TASK_QUEUE: name,
  RUNG_AUDIT_EVERY: 'off',
  LOG_LEVEL: 'error',
});
let workers: Workers;
let client: Client;
let intake: Listening;

beforeAll(async () => {
  await Promise.all([temporal.mend(), mongo.mend()]);
  client = new Client({ connection: await openConnection({ address: inject('temporalAddress') }) });
  workers = await startWorkers({
    config,
    address: inject('temporalAddress'),
    say: () => undefined,
    print: () => undefined,
    tickets: ticketsWorker(),
  });
  const throughMongo = mongoUri.replace(/\/\/[^/]+\//, `//${mongo.address}/`);
  intake = await listen({
    config: { ...config, mongodbUri: throughMongo, intake: { ...config.intake, address: '127.0.0.1:0' } },
    ...{
      address: temporal.address,
      namespace: 'default',
      policyFile: OWN_POLICY_FILE,
      env: {},
      version: '0',
      say: () => undefined,
    },
    log: { write: () => undefined },
  });
});

afterAll(async () => {
  await intake.close();
  for (const ticketId of ['E-1', 'E-2', 'E-3', 'E-4', 'E-5'])
    await tell(ticketId, { type: 'ticket_changed', status: 'closed' }).catch(() => undefined);
  workers.shutdown();
  await workers.done;
  for (const way of [temporal, mongo]) way.cut();
  const database = mongoClient(mongoUri);
  await database.db(name).dropDatabase();
  await Promise.all([database.close(), client.connection.close()]);
});

async function ask(method: 'GET' | 'POST', path: string, body?: object, base = intake.url) {
  const answer = await fetch(base + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const open = (ticketId: string, base?: string) =>
  ask(
    'POST',
    '/v1/tickets',
    { ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
    base,
  );
const tell = (ticketId: string, fact: object, base?: string) =>
  ask('POST', `/v1/tickets/${ticketId}/facts`, fact, base);
const replies = async (ticketId: string) => (await ask('GET', `/v1/tickets/${ticketId}`)).body['customerReplyCount'];

test('Temporal is out of reach: what is accepted is kept, and told when it is back', { timeout: 120_000 }, async () => {
  expect(await open('E-1')).toMatchObject({ status: 201 });
  for (let i = 0; i < 10; i++)
    expect(await tell('E-1', { type: 'customer_replied', eventId: `a-${i}` })).toMatchObject({
      status: 202,
      body: { outcome: 'accepted' },
    });
  // The workers reach Temporal: what is kept would be told while it is counted.
  const draining = client.schedule.getHandle(drainId(name));
  await draining.pause();
  temporal.cut();
  const kept = [await open('E-2')];
  for (let i = 10; i < 30; i++)
    kept.push(await tell(i % 2 ? 'E-1' : 'E-2', { type: 'customer_replied', eventId: `b-${i}` }));
  for (const { status, body } of kept) expect([status, body['outcome']]).toEqual([202, 'kept']);
  expect(await ask('POST', '/v1/tickets/E-1/acknowledge', { by: 'anna' })).toMatchObject({ status: 503 });
  expect(await ask('GET', '/readyz')).toMatchObject({
    status: 200,
    body: { temporal: 'unavailable', database: 'ok', waiting: 21 },
  });
  await temporal.mend();
  await draining.unpause();
  // With the first fact that Temporal takes again, the rest is asked for.
  await expect
    .poll(async () => (await tell('E-1', { type: 'agent_replied', eventId: 'c-1' })).body['outcome'], {
      timeout: 30_000,
      interval: 500,
    })
    .toBe('accepted');
  await expect.poll(() => replies('E-1'), { timeout: 60_000, interval: 500 }).toBe(20);
  await expect.poll(() => replies('E-2'), { timeout: 30_000, interval: 500 }).toBe(10);
  await expect
    .poll(async () => (await ask('GET', '/readyz')).body['waiting'], { timeout: 30_000, interval: 500 })
    .toBe(0);
});

test('a ticket that somebody told a status before it was opened can be opened', { timeout: 60_000 }, async () => {
  expect(await tell('E-5', { type: 'ticket_changed', status: 'pending' })).toMatchObject({ status: 404 });
  expect(await open('E-5')).toMatchObject({ status: 201, body: { outcome: 'opened' } });
  expect(await open('E-5')).toMatchObject({ status: 200, body: { outcome: 'exists' } });
  expect(await tell('E-5', { type: 'ticket_changed', status: 'pending' })).toMatchObject({ status: 202 });
  await expect
    .poll(async () => (await ask('GET', '/v1/tickets/E-5')).body['status'], { timeout: 20_000 })
    .toBe('pending');
});

test(
  'the database is out of reach: facts are told all the same; when both are, senders hear when to come again',
  { timeout: 60_000 },
  async () => {
    await expect.poll(async () => (await open('E-3')).status, { timeout: 20_000 }).toBeLessThan(202);
    mongo.cut();
    for (let i = 0; i < 5; i++)
      expect(await tell('E-3', { type: 'customer_replied', eventId: `a-${i}` })).toMatchObject({
        status: 202,
        body: { outcome: 'accepted' },
      });
    temporal.cut();
    expect((await tell('E-3', { type: 'customer_replied', eventId: 'a-5' })).status).toBe(503);
    await Promise.all([temporal.mend(), mongo.mend()]);
    for (const eventId of ['a-5', 'a-6']) {
      await expect
        .poll(async () => (await tell('E-3', { type: 'customer_replied', eventId })).body['outcome'], {
          timeout: 30_000,
          interval: 500,
        })
        .toBe('accepted');
    }
    await expect.poll(() => replies('E-3'), { timeout: 60_000, interval: 500 }).toBe(7);
  },
);

test(
  'an intake is killed again and again: what was answered is safe, what was not is sent again',
  { timeout: 180_000 },
  async () => {
    const address = await freeAddress();
    const base = `http://${address}`;
    const env = {
      ...process.env,
      ...{
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        MONGODB_URI: mongoUri,
        RUNG_TASK_QUEUE: name,
        RUNG_INTAKE_ADDRESS: address,
        LOG_LEVEL: 'error',
      },
    };
    const program = fileURLToPath(new URL('../../bin/rung.js', import.meta.url));
    let running: ChildProcess | undefined;
    const start = async () => {
      running = spawn(process.execPath, [program, 'intake'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      for await (const chunk of running.stderr!) {
        said += String(chunk);
        if (said.includes('The intake listens')) return;
      }
      throw new Error(`the intake ended: ${said}`);
    };
    await start();
    expect((await open('E-4', base)).status).toBe(201);
    let next = 0;
    const FACTS = 200;
    const send = async () => {
      while (next < FACTS) {
        const eventId = `k-${next++}`;
        // Again until there is an answer: the same fact each time.
        while (
          !(await tell('E-4', { type: 'customer_replied', eventId }, base).then(
            ({ status }) => status === 202,
            () => false,
          ))
        )
          await sleep(50);
      }
    };
    const senders = Promise.all(Array.from({ length: 4 }, send));
    for (let kills = 0; kills < 2; kills++) {
      await sleep(150);
      running!.kill('SIGKILL');
      await once(running!, 'close');
      await start();
    }
    await senders;
    await expect.poll(() => replies('E-4'), { timeout: 90_000, interval: 500 }).toBe(FACTS);
    running!.kill('SIGTERM');
    expect(await once(running!, 'close')).toEqual([0, null]);
  },
);
