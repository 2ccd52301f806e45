/** A worker that starts while Temporal is still starting, or is not there at all. */
import { expect, inject, it } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { startWorkers } from '../../src/worker/run.js';
import { Proxy } from '../faults/world/proxy.js';
import { refusingTemporal } from '../support/refusing-temporal.js';
import { ticketsWorker } from '../support/tickets-worker.js';

const config = loadConfig({ MONGODB_URI: inject('mongoUri'), RUNG_TASK_QUEUE: 'patient', RUNG_AUDIT_EVERY: 'off' });

it.concurrent('waits for Temporal, and says so once', async () => {
  const proxy = await Proxy.start(Number(inject('temporalAddress').split(':').at(-1)));
  proxy.down();
  const said: string[] = [];
  const address = `127.0.0.1:${proxy.port}`;
  const starting = startWorkers({
    ...{ config, address, say: (line) => said.push(line) },
    tickets: ticketsWorker(),
  });
  await expect.poll(() => said, { timeout: 10_000 }).toHaveLength(1);
  expect(said[0]).toMatch(new RegExp(`^Temporal at ${address} does not answer yet \\(.+\\); trying again$`));
  proxy.refusing = false;
  const workers = await starting;
  workers.shutdown();
  await workers.done;
  expect(said.filter((line) => line.startsWith('Temporal at'))).toHaveLength(1);
  await proxy.close();
});

it.concurrent('does not wait for one that does not let it in', async () => {
  const { address, connections, close } = await refusingTemporal();
  const said: string[] = [];
  const starting = startWorkers({ config, address, say: (line) => said.push(line) });
  await expect(starting).rejects.toMatchObject({
    code: 'ENGINE_REFUSED',
    message: expect.stringMatching(
      /^Temporal does not let this client in: Request unauthorized; check TEMPORAL_API_KEY/,
    ),
  });
  expect(said).toEqual([]);
  await expect.poll(connections).toBe(0);
  await close();
});

it.concurrent('gives up after 10 s, with one sentence', async () => {
  const starting = startWorkers({ config, address: '127.0.0.1:1', say: () => undefined });
  await expect(starting).rejects.toMatchObject({
    code: 'ENGINE_UNAVAILABLE',
    message: 'cannot reach Temporal at 127.0.0.1:1; is it running?',
  });
});
