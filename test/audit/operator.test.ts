/** A refused token: one message to the operator by the other channel, and everything goes out once somebody has mended it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ensureAudits } from '../../src/audit/schedule.js';
import { Rung } from '../../src/client/index.js';
import { loadConfig } from '../../src/config/index.js';
import { loadPolicy } from '../../src/policy/index.js';
import { startWorkers, type Workers } from '../../src/worker/run.js';
import { recentReports } from '../faults/drift.js';
import { eventually } from '../support/desk.js';
import '../support/runtime.js';
import { SlackStub } from '../support/slack-stub.js';
import { MailCatcher } from '../support/smtp-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { databaseOf } from '../support/writes.js';
import { mongoClient, openConnection } from '../support/opened.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const name = databaseOf(import.meta.url);
const TICKETS = ['O-1', 'O-2', 'O-3', 'O-4', 'O-5'];
const tokenFile = join(temporaryFolder(), 'token');
let slack: SlackStub;
let mail: MailCatcher;
let client: Client;
let mongo: MongoClient;
let workers: Workers;
let rung: Rung;

beforeAll(async () => {
  await writeFile(tokenFile, 'xoxb-revoked\n');
  [slack, mail] = await Promise.all([SlackStub.start(), MailCatcher.start()]);
  const address = inject('temporalAddress');
  const config = loadConfig({
    MONGODB_URI: inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    SMTP_URL: mail.url,
    SLACK_BOT_TOKEN_FILE: tokenFile,
    SLACK_API_URL: slack.url,
    RUNG_OPERATOR_EMAIL: 'oncall@example.com',
    RUNG_OPERATOR_SLACK: '#rung-operators',
    RUNG_TASK_QUEUE: name,
    RUNG_SLACK_PER_SECOND: '100',
    RUNG_EMAIL_PER_SECOND: '100',
    RUNG_ALERT_PARK: '1s',
    RUNG_AUDIT_EVERY: '1s',
    RUNG_AUDIT_TOLERANCE: '4s',
  });
  workers = await startWorkers({
    ...{ config, address, say: () => undefined },
    tickets: ticketsWorker(),
  });
  client = new Client({ connection: await openConnection({ address }) });
  mongo = mongoClient(config.mongodbUri);
  rung = new Rung({ client, taskQueue: name, policy: await loadPolicy('policies/default.yaml') });
});

afterAll(async () => {
  await ensureAudits(client, name, 0);
  for (const ticketId of TICKETS) await rung.confirmResolution(ticketId);
  workers.shutdown();
  await workers.done;
  await mongo.db(name).dropDatabase();
  await Promise.all([mongo.close(), client.connection.close(), slack.close(), mail.close()]);
});

const toOperator = () =>
  mail.mails.filter(({ to }) => to.includes('oncall@example.com')).map(({ parsed }) => parsed.subject);
const postedTo = (channel: string) => slack.messages.filter((message) => message.channel === channel);
const states = async () =>
  mongo.db(name).collection('alerts').find({ channel: 'slack', target: '#tier2-queue' }).toArray();

test('suspends Slack alerts, tells the operator once by mail, and mends itself', async () => {
  for (const ticketId of TICKETS) {
    await rung.openTicket({ ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 1000 });
    await rung.escalate(ticketId, { by: 'ann' });
  }
  const incident = 'Slack refuses our token or settings; its alerts wait until that is mended';
  await eventually('a mail to the operator', () => Promise.resolve(toOperator().length > 0));
  await eventually('all Slack alerts to be suspended', async () => {
    const suspended = (await states()).filter((alert) => alert['parked'] === true);
    return suspended.length === TICKETS.length;
  });
  const audited = Date.now();
  await eventually('three more audits', async () => {
    const later = (await recentReports(client, name)).filter(({ at }) => at > audited);
    return later.length >= 3;
  });
  expect(toOperator()).toEqual([`[Rung] ${incident}`]);
  expect(slack.messages).toEqual([]);

  await writeFile(tokenFile, 'xoxb-good\n');
  await eventually('the alerts to go out', async () => {
    const sent = (await states()).filter(({ state }) => state === 'sent');
    return sent.length === TICKETS.length;
  });
  const told = postedTo('#tier2-queue').map(({ args }) => JSON.stringify(args));
  for (const ticketId of TICKETS) expect(told.filter((text) => text.includes(`${ticketId} `))).toHaveLength(1);

  await eventually('the operator to hear the end', () =>
    Promise.resolve(toOperator().length === 2 && postedTo('#rung-operators').length === 1),
  );
  expect(toOperator()).toEqual([`[Rung] ${incident}`, `[Rung] Over: ${incident}`]);
  expect(postedTo('#rung-operators')[0]!.text).toContain(`Over: ${incident}`);
}, 120_000);
