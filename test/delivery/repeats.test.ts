/** A receiver that drops what comes again may be asked again: nothing about it stays unconfirmed. */
import { expect, it } from 'vitest';
import { createActivities } from '../../src/activities/index.js';
import { webhookChannel } from '../../src/channels/webhook/adapter.js';
import { memoryStore } from '../../src/store/memory.js';
import type { Alert } from '../../src/domain/ladder/decision.js';
import { Execution } from '../support/activity.js';
import { EndpointStub } from '../support/endpoint-stub.js';
import { escalated, NINE } from '../support/writes.js';

it('sends again under the same id until an answer arrives, however many were lost', async () => {
  const receiver = await EndpointStub.start();
  try {
    const key = 'T-1:1:webhook:pager';
    const alert: Alert = { ...escalated().slack, key, channel: 'webhook', address: 'pager' };
    let now = NINE;
    const { store, ledger } = memoryStore();
    const endpoints = { pager: { url: receiver.url, secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] } };
    const webhook = webhookChannel({ endpoints, sendMs: 2_000, network: { proxies: {}, privateNetworks: [] } });
    const execution = new Execution(createActivities({ store, ledger, channels: { webhook }, now: () => now }), now);

    receiver.willFail('reset', 'reset', 'reset', 'reset');
    for (let lost = 0; lost < 4; lost++) {
      const { message } = await execution.fails({ alert });
      expect(message).toBe(`${key} was not delivered: webhook pager: no answer (ECONNRESET)`);
      now += 20_000;
    }
    expect(await execution.deliver({ alert })).toMatchObject({ state: 'sent', providerId: key });
    expect(receiver.posts.map(({ headers }) => headers['webhook-id'])).toEqual(Array(5).fill(key));
  } finally {
    await receiver.close();
  }
});

it('waits for a worker that knows the channel', async () => {
  const alert: Alert = { ...escalated().slack, key: 'T-1:1:owl:x', channel: 'owl', address: 'x' };
  const { store, ledger } = memoryStore();
  const execution = new Execution(createActivities({ store, ledger, channels: {} }));
  expect((await execution.fails({ alert })).message).toBe('this worker knows no channel owl');
});
