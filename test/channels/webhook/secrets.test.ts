/** An alert on its whole way, on real servers: the address and the secret of its endpoint are nowhere but in the request. */
import { Client } from '@temporalio/client';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ensureAudits } from '../../../src/audit/schedule.js';
import { Rung } from '../../../src/client/index.js';
import { loadConfig } from '../../../src/config/index.js';
import { parsePolicy } from '../../../src/policy/index.js';
import { startWorkers, type Workers } from '../../../src/worker/run.js';
import { eventually } from '../../support/desk.js';
import { EndpointStub } from '../../support/endpoint-stub.js';
import { mongoClient, openConnection } from '../../support/opened.js';
import '../../support/runtime.js';
import { databaseOf } from '../../support/writes.js';
import { ticketsWorker } from '../../support/tickets-worker.js';

const POLICY = `
version: 1
tiers:
  - { name: L1, group: first }
  - { name: L2, group: second, notify: [{ webhook: pager }, { teams: ops }] }
rules:
  - { name: idle, when: { idle: 100h }, to: L2 }
`;
const SECRETS = /s3cret|whsec_|MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw/;

const name = databaseOf(import.meta.url);
const said: string[] = [];
let receiver: EndpointStub;
let client: Client;
let mongo: MongoClient;
let workers: Workers;
let rung: Rung;

beforeAll(async () => {
  receiver = await EndpointStub.start();
  const address = inject('temporalAddress');
  const config = loadConfig({
    MONGODB_URI: inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    RUNG_WEBHOOKS: `pager=${receiver.url} whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`,
    RUNG_TEAMS: `ops=${receiver.url}`,
    RUNG_TASK_QUEUE: name,
    RUNG_AUDIT_EVERY: 'off',
  });
  workers = await startWorkers({
    ...{ config, address, say: (line) => said.push(line), print: (line) => said.push(line) },
    tickets: ticketsWorker(),
  });
  client = new Client({ connection: await openConnection({ address }) });
  mongo = mongoClient(config.mongodbUri);
  rung = new Rung({ client, taskQueue: name, policy: parsePolicy(POLICY, 'p.yaml') });
});

afterAll(async () => {
  await ensureAudits(client, name, 0);
  workers.shutdown();
  await workers.done;
  await mongo.db(name).dropDatabase();
  await Promise.all([mongo.close(), client.connection.close(), receiver.close()]);
});

test('an alert by webhook and one in Teams, whose first answers are refusals', async () => {
  receiver.willFail({ status: 500 }, { status: 502 });
  const ticketId = `${name}-1`;
  await rung.openTicket({ ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 1000 });
  await rung.escalate(ticketId, { by: 'ann' });
  const alerts = () => mongo.db(name).collection('alerts').find({ ticketId }).toArray();
  await eventually('both alerts to be sent', async () => {
    const states = (await alerts()).map(({ state }) => String(state));
    return states.length === 2 && states.every((state) => state === 'sent');
  });
  expect(receiver.posts).toHaveLength(4);
  for (const { path } of receiver.posts) expect(path).toMatch(SECRETS);

  const state = await rung.getState(ticketId);
  const history = await client.workflow.getHandle(`ticket/${ticketId}`).fetchHistory();
  const events = history.events!.map((event) => JSON.stringify(event, readable)).join('\n');
  expect(events.includes('webhook:pager') && events.includes('Teams ops'), 'the names').toBe(true);
  const everything = [events, JSON.stringify(await alerts()), JSON.stringify(state), ...said].join('\n');
  expect(everything.includes(`${ticketId}:1:teams:ops`)).toBe(true);
  expect(SECRETS.exec(everything)).toBeNull();
  expect(everything.includes(`:${receiver.port}`)).toBe(false);
  await rung.confirmResolution(ticketId);
});

/** The data of payloads is in base64. */
function readable(key: string, value: unknown): unknown {
  return key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value;
}
