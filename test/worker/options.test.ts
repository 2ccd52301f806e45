/** With which options the SDK's workers are created: the version that Temporal's Worker Controller gives them, and the time that a workflow has. */
import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { afterEach, expect, inject, it, vi } from 'vitest';
import { connect, ticketWorkflowId } from '../../src/client/index.js';
import { connectClient } from '../../src/client/connect.js';
import { loadConfig } from '../../src/config/index.js';
import { startWorkers } from '../../src/worker/run.js';
import { versioning } from '../../src/worker/versioning.js';

const address = inject('temporalAddress');

afterEach(() => vi.restoreAllMocks());

it('name no version without its two names', () => {
  expect(versioning(loadConfig({}))).toEqual({});
});

it('take tickets to the version that was made the current one', { timeout: 120_000 }, async () => {
  const name = `versioned-${randomUUID().slice(0, 8)}`;
  const create = vi.spyOn(Worker, 'create');
  const config = loadConfig({
    MONGODB_URI: inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    RUNG_TASK_QUEUE: name,
    RUNG_AUDIT_EVERY: 'off',
    TEMPORAL_DEPLOYMENT_NAME: name,
    TEMPORAL_WORKER_BUILD_ID: '1.0',
  });
  const workers = await startWorkers({
    ...{ config, address, say: () => undefined, print: () => undefined },
    tickets: { workflowBundle: { codePath: inject('bundlePath') } },
  });
  const created = await Promise.all(create.mock.results.map(({ value }) => value as Promise<Worker>));
  const version = { deploymentName: name, buildId: '1.0' };
  for (const { options } of created) expect(options.workerDeploymentOptions).toMatchObject({ version });
  // A worker that was frozen in the midst of a decision survives it: by the clock its workflows have more time than the SDK gives them, in an
  // option that it takes and does not name.
  const ofTickets = created.find(({ options }) => options.taskQueue === name);
  expect(ofTickets?.options.isolateExecutionTimeoutMs).toBe(600_000);

  const { connection, workflow } = await connectClient({ address });
  const makeCurrent = () =>
    connection.workflowService.setWorkerDeploymentCurrentVersion({
      ...{ namespace: 'default', deploymentName: name, buildId: '1.0', ignoreMissingTaskQueues: true },
    });
  await vi.waitFor(makeCurrent, { timeout: 20_000, interval: 500 });
  const rung = await connect({ address, taskQueue: name });
  const ticketId = `${name}-1`;
  await rung.openTicket({ ticketId, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 });
  await vi.waitFor(async () => expect(await rung.getState(ticketId)).toMatchObject({ outbox: { persisted: true } }), {
    timeout: 40_000,
    interval: 200,
  });
  const handle = workflow.getHandle(ticketWorkflowId(ticketId));
  const { raw } = await handle.describe();
  expect(raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion).toMatchObject(version);

  await handle.terminate('the story is over');
  workers.shutdown();
  await workers.done;
  await Promise.all([rung.close(), connection.close()]);
});
