/** A worker as a cluster runs it: ready when it works, with its metrics beside. */
import { expect, it, vi } from 'vitest';
import { freeAddress } from '../../src/http/free-address.js';
import { startWorker } from './worker.js';

it('answers probes, and shows metrics, at the addresses of its settings', { timeout: 120_000 }, async () => {
  const [health, metrics] = [await freeAddress(), await freeAddress()];
  const worker = await startWorker({ RUNG_HEALTH_ADDRESS: health, RUNG_METRICS_ADDRESS: metrics });
  const asked = async (address: string, path: string) => {
    const response = await fetch(`http://${address}${path}`);
    return `${response.status} ${await response.text()}`;
  };
  await vi.waitFor(async () => expect(await asked(health, '/readyz')).toBe('200 ok\n'), { timeout: 20_000 });
  expect(await asked(metrics, '/healthz')).toBe('200 ok\n');
  await vi.waitFor(async () => expect(await asked(metrics, '/metrics')).toMatch(/^200 [^]*\ntemporal_/), {
    timeout: 20_000,
  });
  expect(await worker.stop()).toBe(0);
  await expect(asked(health, '/healthz')).rejects.toThrow('fetch failed');
});
