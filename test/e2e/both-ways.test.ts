/** People answer: an alert goes out by the real worker, somebody clicks, and the ticket is acknowledged. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { makeKey } from '../../src/intake/access/keys.js';
import { listen, type Listening } from '../../src/intake/listen.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { connectStore } from '../../src/store/mongo.js';
import { startWorkers, type Workers } from '../../src/worker/run.js';
import { click, line, SECRET, signed } from '../intake/people/slack-desk.js';
import { mongoClient } from '../support/opened.js';
import '../support/runtime.js';
import { idOf, SlackStub, type SlackMessage } from '../support/slack-stub.js';
import { MailCatcher } from '../support/smtp-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { databaseOf } from '../support/writes.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const name = databaseOf(import.meta.url);
const mongoUri = inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
const address = inject('temporalAddress');
const policyFile = join(temporaryFolder(), 'policy.yaml');
let slack: SlackStub;
let smtp: MailCatcher;
let workers: Workers;
let intake: Listening;
/** The address that links lead to is reached by others too: nobody is let in without one. */
const { key, kept } = makeKey({ scopes: ['read', 'write', 'command'], note: '' }, Date.now());

beforeAll(async () => {
  [slack, smtp] = await Promise.all([SlackStub.start(), MailCatcher.start()]);
  const people = 'people:\n  anna: { slack: U012ANNA, email: tier2@example.com }\n';
  await writeFile(policyFile, `${await readFile(OWN_POLICY_FILE, 'utf8')}\n${people}`);
  const config = loadConfig({
    ...{ MONGODB_URI: mongoUri, RUNG_TASK_QUEUE: name, RUNG_AUDIT_EVERY: 'off', LOG_LEVEL: 'error' },
    ...{ RUNG_POLICY: policyFile, RUNG_TICKET_URL: 'https://desk.example.com/{ticketId}' },
    ...{ SLACK_BOT_TOKEN: 'xoxb-good', SLACK_API_URL: slack.url, RUNG_SLACK_PER_SECOND: '100' },
    ...{ SLACK_SIGNING_SECRET: SECRET, SLACK_APP_TOKEN: 'xapp-good' },
    ...{ SMTP_URL: smtp.url, RUNG_EMAIL_PER_SECOND: '100' },
    ...{ RUNG_PUBLIC_URL: 'https://rung.example.com', RUNG_LINK_SECRET: 's'.repeat(32) },
  });
  const quiet = { say: () => undefined, print: () => undefined };
  workers = await startWorkers({
    config,
    address,
    ...quiet,
    tickets: ticketsWorker(),
  });
  const store = connectStore(mongoUri);
  await store.apiKeys.add(kept);
  await store.close();
  intake = await listen({
    config: { ...config, intake: { ...config.intake, address: '127.0.0.1:0' } },
    ...{ address, namespace: 'default', policyFile, env: {}, version: '0', say: () => undefined },
    log: { write: () => undefined },
  });
});

afterAll(async () => {
  for (const id of ['B-1', 'B-2', 'B-3'])
    await ask(`/v1/tickets/${id}/facts`, { type: 'ticket_changed', status: 'closed' }).catch(() => undefined);
  await intake.close();
  workers.shutdown();
  await workers.done;
  await Promise.all([slack.close(), smtp.close()]);
  const client = mongoClient(mongoUri);
  await client.db(name).dropDatabase();
  await client.close();
});

async function ask(path: string, body?: object): Promise<Record<string, unknown>> {
  const posted = {
    headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  };
  return (await (await fetch(intake.url + path, posted)).json()) as Record<string, unknown>;
}

/** A ticket that has climbed to L2, and the alert of that in Slack. */
async function alerted(ticketId: string): Promise<SlackMessage> {
  await ask('/v1/tickets', { ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 });
  await ask(`/v1/tickets/${ticketId}/escalate`, { by: 'desk', to: 'L2' });
  const found = () =>
    slack.messages.find(({ metadata }) => metadata?.event_payload['key'] === `${ticketId}:1:slack:#tier2-queue`);
  await expect.poll(found, WAIT).toBeDefined();
  return found()!;
}

/** Machines are busy. */
const WAIT = { timeout: 30_000 };

interface Actions {
  type: 'actions';
  block_id: string;
  elements: { action_id: string; value?: string; url?: string }[];
}
const actionsOf = ({ blocks }: SlackMessage) => blocks.find(({ type }) => type === 'actions') as Actions | undefined;

/** The click on the Acknowledge button that stands there. */
function clickOn(message: SlackMessage) {
  const { elements } = actionsOf(message)!;
  const { action_id: action, value = '' } = elements.find(({ action_id: id }) => id === 'rung.acknowledge')!;
  const channel = { id: idOf(message.channel), name: message.channel.slice(1) };
  return click({ action, value, ts: message.ts, blocks: message.blocks, channel, responseUrl: slack.responseUrl });
}

async function isShownAsAcknowledged(ticketId: string, message: SlackMessage): Promise<void> {
  await expect.poll(async () => (await ask(`/v1/tickets/${ticketId}`))['acknowledged'], WAIT).not.toBeNull();
  expect(await ask(`/v1/tickets/${ticketId}`)).toMatchObject({ acknowledged: { by: 'anna' } });
  await expect.poll(() => JSON.stringify(message.blocks), WAIT).toContain('Acknowledged by *anna*');
  const { block_id: id, elements } = actionsOf(message)!;
  expect(id).toBe('rung.actions.1');
  expect(elements.map(({ action_id: action, url }) => url ?? action)).toEqual([
    'rung.snooze',
    'rung.deescalate',
    `https://desk.example.com/${ticketId}`,
  ]);
  expect(slack.answers).toEqual([]);
}

test('a click in Slack, by a signed request', { timeout: 100_000 }, async () => {
  const message = await alerted('B-1');
  const body = new URLSearchParams({ payload: JSON.stringify(clickOn(message)) }).toString();
  const send = () => fetch(`${intake.url}/slack/interactive`, { method: 'POST', body, headers: signed(body) });
  expect((await send()).status).toBe(200);
  await isShownAsAcknowledged('B-1', message);
  expect((await send()).status).toBe(200);
  const { history } = (await ask('/v1/tickets/B-1')) as { history: { kind: string }[] };
  expect(history.filter(({ kind }) => kind === 'acknowledged')).toHaveLength(1);

  const typed = new URLSearchParams(line('B-1')).toString();
  const shown = await fetch(`${intake.url}/slack/commands`, { method: 'POST', body: typed, headers: signed(typed) });
  expect(((await shown.json()) as { text: string }).text).toContain('Acknowledged: by anna');
});

test('a click in Slack, by Socket Mode', { timeout: 100_000 }, async () => {
  await expect.poll(() => slack.sockets.length, WAIT).toBe(1);
  const message = await alerted('B-2');
  const id = slack.sendEnvelope('interactive', clickOn(message));
  await expect.poll(() => slack.acknowledged.has(id), WAIT).toBe(true);
  await isShownAsAcknowledged('B-2', message);
  const typed = slack.sendEnvelope('slash_commands', line('snooze B-2 30m'));
  await expect
    .poll(() => slack.acknowledged.get(typed), WAIT)
    .toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining('B-2: snoozed until') as string });
});

test('the link in a mail', { timeout: 100_000 }, async () => {
  await alerted('B-3');
  const mail = () => smtp.mails.find(({ parsed }) => parsed.subject?.startsWith('[B-3]'))?.parsed;
  await expect.poll(mail, WAIT).toBeDefined();
  const [, path] = /https:\/\/rung\.example\.com(\/ack\/\S+)/.exec(mail()!.text!)!;
  // A scanner opens it.
  for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(intake.url + path!, { method })).status).toBe(200);
  expect(await ask('/v1/tickets/B-3')).toMatchObject({ acknowledged: null });
  const clicked = await fetch(intake.url + path!, { method: 'POST' });
  expect(clicked.status).toBe(200);
  expect(await clicked.text()).toContain('Ticket B-3 is acknowledged');
  expect(await ask('/v1/tickets/B-3')).toMatchObject({ acknowledged: { by: 'anna' } });
});
