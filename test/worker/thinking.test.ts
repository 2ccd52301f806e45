/** A worker that was frozen in the midst of a decision survives it: its workflows have more time by the clock than the SDK gives them. */
import { Worker } from '@temporalio/worker';
import { expect, inject, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { startWorkers } from '../../src/worker/run.js';
import '../support/runtime.js';

it('has ten minutes, in an option that the SDK takes and does not name', async () => {
  const create = vi.spyOn(Worker, 'create');
  const config = loadConfig({
    MONGODB_URI: inject('mongoUri'),
    RUNG_TASK_QUEUE: 'long-thoughts',
    RUNG_AUDIT_EVERY: 'off',
  });
  const workers = await startWorkers({
    ...{ config, address: inject('temporalAddress'), say: () => undefined },
    tickets: { workflowBundle: { codePath: inject('bundlePath') } },
  });
  workers.shutdown();
  await workers.done;

  const created = await Promise.all(create.mock.results.map(({ value }) => value as Promise<Worker>));
  const tickets = created.find(({ options }) => options.taskQueue === 'long-thoughts');
  expect(tickets?.options.isolateExecutionTimeoutMs).toBe(600_000);
});
