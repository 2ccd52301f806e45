/** A worker that is asked to end while it sends: what it has begun it finishes, and nothing is sent twice. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { connectClient } from '../../src/client/connect.js';
import { Rung, ticketWorkflowId } from '../../src/client/index.js';
import { loadPolicy } from '../../src/policy/index.js';
import { connectStore } from '../../src/store/mongo.js';
import { SlackStub } from '../support/slack-stub.js';
import { startWorker } from './worker.js';

const id = `T-${randomUUID().slice(0, 8)}`;
let slack: SlackStub;
beforeEach(async () => {
  slack = await SlackStub.start();
});
afterEach(() => slack.close());

it('finishes a page that is on its way when SIGTERM comes', { timeout: 120_000 }, async () => {
  const worker = await startWorker({ SLACK_BOT_TOKEN: 'xoxb-good', SLACK_API_URL: slack.url });
  const client = await connectClient({ address: inject('temporalAddress') });
  const policy = await loadPolicy('policies/default.yaml');
  const rung = new Rung({ client, policy, taskQueue: worker.env['RUNG_TASK_QUEUE']! });
  const store = connectStore(worker.env['MONGODB_URI']!);
  const ledger = async () =>
    (await store.archive.alerts(id)).filter(({ channel }) => channel === 'slack').map(({ state }) => state);
  const posts = () => slack.callsOf('chat.postMessage').filter(({ args }) => args['channel'] === '#tier2-queue');

  slack.willFail('chat.postMessage', { slowly: 3_000 });
  await rung.openTicket({ ticketId: id, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 });
  await rung.sentimentScored(id, -0.9);
  await vi.waitFor(() => expect(posts()).toHaveLength(1), { timeout: 20_000, interval: 20 });
  expect(slack.messages).toEqual([]);
  expect(await ledger()).toEqual(['sending']);

  expect(await worker.stop()).toBe(0);
  expect(slack.messages.map(({ channel }) => channel)).toEqual(['#tier2-queue']);
  expect(await ledger()).toEqual(['sent']);

  // A next worker finds nothing left to send.
  const next = await startWorker({ ...worker.env, SLACK_BOT_TOKEN: 'xoxb-good', SLACK_API_URL: slack.url });
  await vi.waitFor(
    async () => expect((await rung.getState(id))!.outbox).toMatchObject({ persisted: true, alerts: [] }),
    { timeout: 40_000, interval: 200 },
  );
  expect(await next.stop()).toBe(0);
  expect(slack.messages).toHaveLength(1);
  expect(posts()).toHaveLength(1);
  await client.workflow.getHandle(ticketWorkflowId(id)).terminate('the story is over');
  await Promise.all([rung.close(), store.close()]);
});
