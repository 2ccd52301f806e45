/** Workers that cannot be started leave nothing behind. */
import { NativeConnection } from '@temporalio/worker';
import { expect, inject, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { connectStore, type Store } from '../../src/store/mongo.js';
import { startWorkers } from '../../src/worker/run.js';
import { ticketsWorker } from '../support/tickets-worker.js';

vi.mock('../../src/worker/auditor.js', () => ({
  createAuditor: async () => {
    throw new Error('no auditor today');
  },
}));
vi.mock('../../src/store/mongo.js', { spy: true });

it('closes the store, the connection and the workers that there are when another one cannot be created', async () => {
  const connect = vi.spyOn(NativeConnection, 'connect');
  const closed = vi.spyOn(NativeConnection.prototype, 'close');
  const config = loadConfig({ MONGODB_URI: inject('mongoUri'), RUNG_TASK_QUEUE: 'never-started' });
  const starting = startWorkers({
    ...{ config, address: inject('temporalAddress'), say: () => undefined },
    tickets: ticketsWorker(),
  });

  await expect(starting).rejects.toThrow('no auditor today');
  expect(closed.mock.contexts).toEqual([await connect.mock.results[0]!.value]);
  await expect(closed.mock.results[0]!.value).resolves.toBeUndefined();
  const store = vi.mocked(connectStore).mock.results[0]!.value as Store;
  await expect(store.ping()).rejects.toThrow(/must be connected/);
});
