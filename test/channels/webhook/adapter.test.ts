import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Endpoints } from '../../../src/channels/endpoints.js';
import type { AlertChannel } from '../../../src/channels/port.js';
import { EndpointsFile } from '../../../src/channels/poster.js';
import { webhookChannel, type WebhookOptions } from '../../../src/channels/webhook/adapter.js';
import { readWebhooks } from '../../../src/channels/webhook/definition.js';
import type { TransitionAlert } from '../../../src/domain/ladder/decision.js';
import type { Resolve } from '../../../src/http/lookup.js';
import { EndpointStub, type Mishap } from '../../support/endpoint-stub.js';
import { messageOf, refusal } from '../../support/sending.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { escalated, NINE } from '../../support/writes.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const network = { proxies: {}, privateNetworks: [] };
const alert: TransitionAlert = {
  ...escalated().slack,
  key: 'T-1:1:webhook:pager',
  channel: 'webhook',
  address: 'pager',
};

let receiver: EndpointStub;
beforeEach(async () => {
  receiver = await EndpointStub.start();
});
afterEach(async () => {
  expect(receiver.leftOver).toBe(0);
  await receiver.close();
});

function channelTo(url: string, options: Partial<WebhookOptions> = {}): AlertChannel {
  const endpoints: Endpoints = { pager: { url, secrets: [SECRET] } };
  return webhookChannel({ endpoints, sendMs: 700, network, now: () => NINE + 500, ...options });
}

const message = messageOf(alert, { ticket: 'https://desk.example.com/tickets/T-1' });

const refused = (call: Promise<unknown>) =>
  refusal(call, ['s3cret', '127.0.0.1', `${receiver.port}`, 'example.com', 'whsec']);

describe('a post', () => {
  test('is JSON as docs/channels.md shows it, signed, under the alert key', async () => {
    const receipt = await channelTo(receiver.url).send(message());

    const [{ path, headers, body }] = receiver.posts as [(typeof receiver.posts)[number]];
    expect(receipt).toEqual({ providerId: alert.key });
    expect(path).toBe('/s3cret-path?sig=s3cret-query');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': 'T-1:1:webhook:pager',
      'webhook-timestamp': `${NINE / 1000}`,
    });
    const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(content).digest('base64')}`);
    const shown = /```json\n([\s\S]*?)\n```/.exec(readFileSync('docs/channels.md', 'utf8'))![1]!;
    expect(JSON.parse(body)).toEqual(JSON.parse(shown));
  });

  test('of a ticket whose id no header can carry goes under the id in percent signs', async () => {
    const key = 'Störung 1\r\n:1:webhook:pager';
    await channelTo(receiver.url).send(message({ key }));
    expect(receiver.posts[0]!.headers['webhook-id']).toBe('St%C3%B6rung%201%0D%0A:1:webhook:pager');
    expect(JSON.parse(receiver.posts[0]!.body).data.key).toBe(key);
  });

  test('that is a fallback says for whom', async () => {
    const insteadOf = { channel: 'slack', address: '#tier2-queue', error: 'Slack: is_archived' } as const;
    await channelTo(receiver.url).send(message({}, { insteadOf }));
    expect(JSON.parse(receiver.posts[0]!.body).data).toMatchObject({
      fallback:
        'You get this because slack:#tier2-queue cannot be reached (Slack: is_archived). Nobody there has been told.',
      fallbackFor: 'slack:#tier2-queue',
    });
  });

  test('to the operator is a notice', async () => {
    const content = { subject: 's', headline: 'Over', why: 'It lasted', facts: [], links: [] };
    await channelTo(receiver.url).send({ key: 'operator:x', ticketId: 'operator', seq: 1, address: 'pager', content });
    expect(JSON.parse(receiver.posts[0]!.body)).toEqual({
      type: 'operator.notice',
      timestamp: new Date(NINE + 500).toISOString(),
      data: { key: 'operator:x', headline: 'Over', text: 'It lasted', links: [] },
    });
  });

  test('whose answer was lost is posted again under the same id', async () => {
    receiver.willFail('reset', 'hang');
    const channel = channelTo(receiver.url);
    expect(await refused(channel.send(message()))).toMatchObject({
      message: 'webhook pager: no answer (ECONNRESET)',
      reaction: { kind: 'retry' },
      taken: 'maybe',
    });
    expect(await refused(channel.send(message()))).toMatchObject({ message: 'webhook pager: no answer (timeout)' });
    await channel.send(message());
    expect(receiver.posts.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill(alert.key));
    expect(new Set(receiver.posts.map(({ body }) => body)).size).toBe(1);
    expect(channel.dropsRepeats).toBe(true);
  });
});

describe('an answer', () => {
  const IN_A_MINUTE = new Date(Date.now() + 60_000).toUTCString();
  test.each<[Mishap & object, object, string]>([
    [{ status: 410 }, { kind: 'give-up' }, 'no'],
    [{ status: 413 }, { kind: 'give-up', of: 'message' }, 'no'],
    [{ status: 429, headers: { 'retry-after': '7' } }, { kind: 'retry-at', afterMs: 7_000 }, 'no'],
    [{ status: 503, headers: { 'retry-after': '99999' } }, { kind: 'retry-at', afterMs: 900_000 }, 'no'],
    [{ status: 503, headers: { 'retry-after': 'soon' } }, { kind: 'retry' }, 'no'],
    [{ status: 429 }, { kind: 'retry' }, 'no'],
    [{ status: 400 }, { kind: 'retry' }, 'no'],
    [{ status: 404 }, { kind: 'retry' }, 'no'],
    [{ status: 401 }, { kind: 'suspend' }, 'no'],
    [{ status: 403, body: 's3cret' }, { kind: 'suspend' }, 'no'],
    [{ status: 301, headers: { location: 'https://example.com/' } }, { kind: 'suspend' }, 'no'],
    [{ status: 307, headers: { location: '/elsewhere' } }, { kind: 'suspend' }, 'no'],
    [{ status: 500 }, { kind: 'retry' }, 'unlikely'],
    [{ status: 502 }, { kind: 'retry' }, 'unlikely'],
  ])('of %j', async (mishap, reaction, taken) => {
    receiver.willFail(mishap);
    const failed = await refused(channelTo(receiver.url).send(message()));
    expect(failed).toMatchObject({
      message: `webhook pager: HTTP ${'status' in mishap && mishap.status}`,
      reaction,
      taken,
    });
    expect(receiver.posts).toHaveLength(1);
  });

  test('that says until when in a date is waited for', async () => {
    receiver.willFail({ status: 503, headers: { 'retry-after': IN_A_MINUTE } });
    const { reaction } = await refused(channelTo(receiver.url).send(message()));
    expect(reaction).toMatchObject({ kind: 'retry-at' });
    expect((reaction as { afterMs: number }).afterMs).toBeGreaterThan(30_000);
  });

  test.each([200, 201, 202, 204])('of status %i is a receipt', async (status) => {
    receiver.willFail({ status });
    await channelTo(receiver.url).send(message());
  });
});

describe('an endpoint', () => {
  const folder = temporaryFolder();

  const resolvesTo = (...addresses: string[]): Resolve => {
    return (_name, answer) =>
      answer(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  };
  const CLOSED = 'webhook pager: its host has a private address, and RUNG_PRIVATE_NETWORKS does not open it';

  test('that cannot be reached was sent nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    expect(await refused(channelTo(`http://127.0.0.1:${port}/s3cret`).send(message()))).toMatchObject({
      message: 'webhook pager: cannot be reached (ECONNREFUSED)',
      reaction: { kind: 'retry' },
      taken: 'no',
    });
  });

  test.each([
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://172.16.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://0x0a.1/',
    'https://2886729729/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[::]/',
  ])('at %s is private', async (url) => {
    const failed = await refused(channelTo(url).send(message()));
    expect(failed).toMatchObject({ message: CLOSED, reaction: { kind: 'suspend' }, taken: 'no' });
    expect(await channelTo(url).problemWith!('pager')).toBe(CLOSED);
  });

  test.each([['127.0.0.1'], ['::1'], ['10.1.2.3', '192.168.0.1'], ['::ffff:127.0.0.1']])(
    'whose name leads to %j is private',
    async (...addresses) => {
      const channel = channelTo('https://hooks.example.com/', { resolve: resolvesTo(...addresses) });
      expect(await refused(channel.send(message()))).toMatchObject({ message: CLOSED, reaction: { kind: 'suspend' } });
    },
  );

  test('whose name leads here at the second look is not connected to: what is checked is what is connected to', async () => {
    const looks: string[] = [];
    const resolve: Resolve = (name, answer) => {
      looks.push(name);
      answer(null, [{ address: looks.length > 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const channel = channelTo(`https://hooks.example.com:${receiver.port}/`, { resolve });
    await refused(channel.send(message()));
    await refused(channel.send(message()));
    expect(looks).toEqual(['hooks.example.com', 'hooks.example.com']);
    expect(receiver.posts).toEqual([]);
  });

  test('in a network that was opened is asked; `localhost` is this machine and nothing else', async () => {
    const open = { network: { proxies: {}, privateNetworks: ['127.0.0.0/8'] }, resolve: resolvesTo('127.0.0.1') };
    // It has no certificate: what matters is that it was connected to.
    const failed = await refused(channelTo(`https://hooks.example.com:${receiver.port}/`, open).send(message()));
    expect(failed.message).toMatch(/^webhook pager: cannot be reached \((?!RUNG)/);
    const local = `http://localhost:${receiver.port}/`;
    await channelTo(local, { resolve: resolvesTo('127.0.0.1') }).send(message());
    const elsewhere = channelTo(local, { resolve: resolvesTo('93.184.216.34') });
    expect(await refused(elsewhere.send(message()))).toMatchObject({ message: CLOSED });
  });

  test('that the settings do not have waits for them', async () => {
    const failed = await refused(channelTo(receiver.url).send(message({ address: 'ops' })));
    expect(failed).toMatchObject({
      message: 'webhook ops: RUNG_WEBHOOKS has no endpoint of this name',
      reaction: { kind: 'suspend' },
    });
    const inherited = await refused(channelTo(receiver.url).send(message({ address: 'constructor' })));
    expect(inherited.reaction).toEqual({ kind: 'suspend' });
  });

  test('in a file is read for each post', async () => {
    const path = join(folder, 'webhooks');
    const channel = channelTo('', { endpoints: new EndpointsFile(path, readWebhooks) });
    expect(await refused(channel.send(message()))).toMatchObject({
      message: 'webhook pager: RUNG_WEBHOOKS_FILE cannot be read (ENOENT)',
      reaction: { kind: 'suspend' },
    });
    await writeFile(path, `pager=${receiver.url}`);
    expect(await channel.problemWith!('pager')).toContain('the endpoint pager has no secret');
    await writeFile(path, `# ours\npager=${receiver.url}\n  ${SECRET}\n`);
    expect(await channel.problemWith!('pager')).toBeUndefined();
    await channel.send(message());
  });
});
