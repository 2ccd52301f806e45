/** What a program gives to workers and client reaches all of them: a codec, an interceptor, a plugin, a worker version. */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Client, type ClientPlugin } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import type { ActivityInboundCallsInterceptor, NativeConnectionPlugin, WorkerPlugin } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { connect, ticketWorkflowId } from '../../src/client/index.js';
import { loadConfig } from '../../src/config/index.js';
import { startWorkers } from '../../src/worker/run.js';
import type { WorkersOptions } from '../../src/worker/options.js';
import { openConnection } from '../support/opened.js';
import '../support/runtime.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const address = inject('temporalAddress');
const CANARY = 'canary-of-the-customer';

/** Each value as one opaque text. */
class Encrypting implements PayloadCodec {
  private readonly key = randomBytes(32);

  encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.sealed(payload)));
  }

  decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.opened(payload)));
  }

  private sealed({ metadata, data }: Payload): Payload {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const plain = JSON.stringify([
      Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
      Buffer.from(data ?? []).toString('base64'),
    ]);
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    const encoding = { encoding: Buffer.from('binary/encrypted') };
    return { metadata: encoding, data: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
  }

  private opened(payload: Payload): Payload {
    if (Buffer.from(payload.metadata?.['encoding'] ?? []).toString() !== 'binary/encrypted') return payload;
    const bytes = Buffer.from(payload.data!);
    const cipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12));
    cipher.setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString();
    const [metadata, data] = JSON.parse(plain) as [[string, string][], string];
    return {
      metadata: Object.fromEntries(metadata.map(([name, value]) => [name, Buffer.from(value, 'base64')])),
      data: Buffer.from(data, 'base64'),
    };
  }
}

/** All that is text in what the server keeps, however deep. */
function textIn(value: unknown): string {
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString()}\n`;
  if (typeof value === 'string') return `${value}\n`;
  return typeof value === 'object' && value !== null ? Object.values(value).map(textIn).join('') : '';
}

const policyFile = join(temporaryFolder(), 'policy.yaml');
let server: Client;

beforeAll(async () => {
  const policy = `version: 1
tiers:
  - { name: L1, group: first }
  - { name: L2, group: ${CANARY}, notify: [{ email: ${CANARY}@example.com }] }
priorities: [low, high]
cooldown: 4h
rules:
  - { name: unhappy, when: { sentiment_below: -0.5 }, to: L2, bump: 1 }
`;
  await writeFile(policyFile, policy);
  server = new Client({ connection: await openConnection({ address }) });
});
afterAll(() => server.connection.close());

/**
 * A ticket goes up one tier and is acknowledged, with these additions on both sides.
 * @param bundles the worker bundles the workflow's code by itself. Default: it has the bundle of the tests
 * @returns what was printed, and the history
 */
async function story({ plugins = [], ...additions }: Partial<WorkersOptions>, bundles = false) {
  const name = `additions-${randomUUID().slice(0, 8)}`;
  const config = loadConfig({
    MONGODB_URI: inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    RUNG_TASK_QUEUE: name,
    RUNG_AUDIT_EVERY: 'off',
  });
  const printed: string[] = [];
  const both = { address, ...(additions.dataConverter && { dataConverter: additions.dataConverter }) };
  const workers = await startWorkers({
    ...(!bundles && { tickets: ticketsWorker() }),
    ...{ config, plugins, ...both, ...additions },
    ...{ say: () => undefined, print: (line: string) => void printed.push(line) },
  });
  const rung = await connect({ ...both, policyFile, taskQueue: name, plugins: plugins });
  const ticketId = `${name}-1`;
  try {
    await rung.openTicket({ ticketId, status: 'open', priority: 'low', customerTier: 'any', slaHours: 24 });
    await rung.sentimentScored(ticketId, -0.9);
    await vi.waitFor(
      async () => expect(await rung.getState(ticketId)).toMatchObject({ tier: 'L2', outbox: { alerts: [] } }),
      { timeout: 40_000, interval: 200 },
    );
    expect(await rung.acknowledge(ticketId, { by: CANARY })).toMatchObject({ accepted: true });
    return { printed, history: await server.workflow.getHandle(ticketWorkflowId(ticketId)).fetchHistory() };
  } finally {
    await server.workflow.getHandle(ticketWorkflowId(ticketId)).terminate('the story is over');
    await rung.close();
    workers.shutdown();
    await workers.done;
  }
}

it('leaves nothing readable in a history, with a codec that encrypts', { timeout: 120_000 }, async () => {
  const codec = new Encrypting();
  const { printed, history } = await story({ dataConverter: { payloadCodecs: [codec] } });
  expect(printed.join('\n')).toContain(`${CANARY}@example.com`);
  expect(textIn(history)).not.toContain('canary');
  // It was there to be found: the same history, decrypted; the next story's is one without a codec.
  const [input] = history.events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!;
  expect(textIn(await codec.decode([input as Payload]))).toContain(`${CANARY}@example.com`);
});

it('lets interceptors and plugins see every activity', { timeout: 120_000 }, async () => {
  const seen = new Set<string>();
  const inbound: ActivityInboundCallsInterceptor = {
    execute(input, next) {
      seen.add('activity');
      return next(input);
    },
  };
  const hooks = new Set<string>();
  const plugin: NativeConnectionPlugin & WorkerPlugin & ClientPlugin = {
    name: 'a plugin that looks on',
    configureNativeConnection: (options) => (hooks.add('connection'), options),
    configureWorker: (options) => (hooks.add(`worker ${options.taskQueue.replace(/^additions-\w+/, '')}`), options),
    configureClient: (options) => (hooks.add('client'), options),
  };
  const { history } = await story({ interceptors: { activity: [() => ({ inbound })] }, plugins: [plugin] });
  // Nothing is hidden without a codec.
  expect(textIn(history)).toContain(CANARY);
  expect([...seen]).toEqual(['activity']);
  expect([...hooks]).toEqual(expect.arrayContaining(['client', 'connection', 'worker ']));
  expect(hooks.size).toBeGreaterThan(4);
});

it(
  'traces with OpenTelemetry, from the client through the workflow to the activity',
  { timeout: 180_000 },
  async () => {
    const exporter = new InMemorySpanExporter();
    const resource = new Resource({ 'service.name': 'rung' });
    const spanProcessor = new SimpleSpanProcessor(exporter);
    // Clients and activities use the program's tracer, workflows the plugin's processor.
    new BasicTracerProvider({ resource, spanProcessors: [spanProcessor] }).register();
    const plugin = new OpenTelemetryPlugin({ resource, spanProcessor });
    await story({ plugins: [plugin] }, true);
    const names = exporter.getFinishedSpans().map(({ name }) => name);
    // The workflow's own span ends with it, and this one is cut short.
    expect(names).toEqual(
      expect.arrayContaining(['StartWorkflow:ticketWorkflow', 'StartActivity:carryOut', 'RunActivity:carryOut']),
    );
  },
);
