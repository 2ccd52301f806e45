/** What a cluster hears of a worker. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveProbes, type Probes } from '../../src/worker/probes.js';
import { readinessOf } from '../../src/worker/readiness.js';
import { freeAddress } from '../../src/http/free-address.js';

async function asked(address: string, path: string): Promise<string> {
  const response = await fetch(`http://${address}${path}`);
  return `${response.status} ${(await response.text()).trim()}`;
}

let exporter: Server;
let metrics: string;
let healthAddress: string;
let metricsAddress: string;
let probes: Probes;

beforeEach(async () => {
  exporter = createServer((_request, response) => response.end('rung_something 1\n')).listen(0, '127.0.0.1');
  await once(exporter, 'listening');
  metrics = `http://127.0.0.1:${(exporter.address() as AddressInfo).port}/metrics`;
  healthAddress = await freeAddress();
  metricsAddress = await freeAddress();
});
afterEach(async () => {
  await probes.close();
  exporter.close();
});

describe('probes', () => {
  it('are answered at both addresses; the metrics are passed on', async () => {
    probes = await serveProbes({ healthAddress, metricsAddress }, metrics);
    probes.readyWhen(() => Promise.resolve(undefined));
    for (const address of [healthAddress, metricsAddress]) {
      expect(await asked(address, '/healthz')).toBe('200 ok');
      expect(await asked(address, '/readyz?verbose')).toBe('200 ok');
      expect(await asked(address, '/metrics')).toBe('200 rung_something 1');
      expect(await asked(address, '/')).toMatch(/^404 /);
    }
    exporter.close();
    exporter.closeAllConnections();
    expect(await asked(metricsAddress, '/metrics')).toMatch(/^502 the metrics cannot be read: /);
  });

  it('say that it is alive while it starts, and why it is not ready', async () => {
    probes = await serveProbes({ healthAddress }, undefined);
    expect(await asked(healthAddress, '/healthz')).toBe('200 ok');
    expect(await asked(healthAddress, '/readyz')).toBe('503 it is starting');
    probes.readyWhen(() => Promise.resolve('Temporal does not answer'));
    expect(await asked(healthAddress, '/readyz')).toBe('503 Temporal does not answer');
  });

  it('are answered nowhere without an address, and no more once they are closed', async () => {
    probes = await serveProbes({ metricsAddress }, undefined);
    await expect(asked(metricsAddress, '/healthz')).rejects.toThrow('fetch failed');
    probes = await serveProbes({ healthAddress }, undefined);
    await probes.close();
    await expect(asked(healthAddress, '/healthz')).rejects.toThrow('fetch failed');
  });

  it('say in a sentence that an address is taken', async () => {
    probes = await serveProbes({ healthAddress }, undefined);
    await expect(serveProbes({ healthAddress }, undefined)).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringMatching(`^cannot listen at ${healthAddress} for probes and metrics: listen EADDRINUSE`),
    });
  });
});

describe('a worker is ready', () => {
  const connection = (answers: boolean) =>
    ({
      workflowService: { getSystemInfo: () => (answers ? Promise.resolve({}) : Promise.reject(new Error('down'))) },
      withDeadline: (_deadline: number, ask: () => Promise<unknown>) => ask(),
    }) as unknown as Parameters<typeof readinessOf>[1];
  const inStates = (...states: ('INITIALIZED' | 'RUNNING' | 'DRAINING')[]) =>
    states.map((state) => ({ getState: () => state }));

  it.each([
    [inStates('RUNNING', 'RUNNING'), true, undefined],
    [inStates('RUNNING', 'INITIALIZED'), true, 'it is starting'],
    [inStates('RUNNING', 'DRAINING'), true, 'it is stopping'],
    [inStates('RUNNING'), false, 'Temporal does not answer'],
  ])('when all of its workers run and Temporal answers (%#)', async (workers, answers, why) => {
    expect(await readinessOf(workers, connection(answers))).toBe(why);
  });
});
