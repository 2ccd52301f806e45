/** A worker as a cluster runs it: ready when it works, with its metrics beside. */
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import type { Client } from '@temporalio/client';
import { connectClient } from '../../src/client/connect.js';
import { loadConfig } from '../../src/config/index.js';
import { freeAddress } from '../../src/http/free-address.js';
import { listen } from '../../src/intake/listen.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { CANARIES, planted, seen } from '../intake/http/canaries.js';
import { ALL_SECRETS, DESKS, type Event } from '../intake/http/desks.js';
import { startWorker, type RunningWorker } from './worker.js';

const WAIT = { timeout: 20_000 };

let health: string;
let metrics: string;
let worker: RunningWorker;
let client: Client;

beforeEach(async () => {
  [health, metrics] = [await freeAddress(), await freeAddress()];
  worker = await startWorker({ RUNG_HEALTH_ADDRESS: health, RUNG_METRICS_ADDRESS: metrics });
  client = await connectClient({ address: inject('temporalAddress'), namespace: 'default' });
});

afterEach(async () => {
  // One that has ended by itself is over.
  await worker.kill();
  await client.connection.close();
});

async function asked(address: string, path: string): Promise<string> {
  const response = await fetch(`http://${address}${path}`);
  return `${response.status} ${await response.text()}`;
}

/** Three replies lift a ticket of each help desk; every delivery carries the ten canaries. */
async function deliver(): Promise<void> {
  const config = loadConfig({ ...worker.env, RUNG_INTAKE_ADDRESS: await freeAddress() });
  const intake = await listen({
    ...{ config, address: inject('temporalAddress'), namespace: 'default', policyFile: OWN_POLICY_FILE },
    ...{ env: ALL_SECRETS, version: '0', say: () => undefined, log: { write: () => undefined } },
  });
  const opened = Date.now();
  const { key, token, basic, header, query } = CANARIES;
  const events: Event[] = [
    { kind: 'created' },
    ...[1, 2, 3].map((message): Event => ({ kind: 'customer', message })),
    { kind: 'closed' },
  ];
  const send = async (desk: (typeof DESKS)[number], event: Event) => {
    const body = JSON.stringify(planted(desk.body(TICKET, event, Date.now(), opened)));
    const id = 'message' in event ? `message-${event.message}` : event.kind;
    const headers = { ...desk.headers(body, Date.now(), id), 'x-canary': [key, token, basic, header].join() };
    const { status } = await fetch(`${intake.url}${desk.url}?${query}=1`, { method: 'POST', headers, body });
    expect(status, desk.name).toBe(202);
  };
  for (const event of events) {
    if (event.kind === 'closed') await vi.waitFor(async () => expect(await tiers()).toHaveLength(DESKS.length), WAIT);
    await Promise.all(DESKS.map((desk) => send(desk, event)));
  }
  await intake.close();
}

const TICKET = 917_001;

const workflows = () => client.workflow.list({ query: `TaskQueue = '${worker.env['RUNG_TASK_QUEUE']}'` });

/** Of those that have climbed, as the Web UI lists them. */
async function tiers(): Promise<string[]> {
  const lines: string[] = [];
  for await (const { typedSearchAttributes, memo } of workflows())
    lines.push(JSON.stringify([typedSearchAttributes.getAll(), memo]));
  return lines.filter((line) => line.includes('"L2"'));
}

it('answers probes, and shows metrics, at the addresses of its settings', { timeout: 120_000 }, async () => {
  await vi.waitFor(async () => expect(await asked(health, '/readyz')).toBe('200 ok\n'), WAIT);
  expect(await asked(metrics, '/healthz')).toBe('200 ok\n');
  await vi.waitFor(async () => expect(await asked(metrics, '/metrics')).toMatch(/^200 [^]*\ntemporal_/), WAIT);

  await deliver();
  const shown = await asked(metrics, '/metrics');
  expect(shown).toContain('activity_type="carryOut"');
  for (const text of [shown, (await tiers()).join('\n')]) {
    expect(seen(text)).toEqual([]);
    for (const [name, secret] of Object.entries(ALL_SECRETS)) expect(text.includes(secret), name).toBe(false);
  }
  expect(await worker.stop()).toBe(0);
  await expect(asked(health, '/healthz')).rejects.toThrow('fetch failed');
});
