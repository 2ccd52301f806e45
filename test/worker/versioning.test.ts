/** Worker versioning as Temporal's Worker Controller turns it on. */
import { randomUUID } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { expect, inject, it, vi } from 'vitest';
import { connect, ticketWorkflowId } from '../../src/client/index.js';
import { connectClient } from '../../src/client/connect.js';
import { loadConfig } from '../../src/config/index.js';
import { startWorkers } from '../../src/worker/run.js';
import { versioning } from '../../src/worker/versioning.js';
import '../support/runtime.js';

const address = inject('temporalAddress');

it('is off without its two names', () => {
  expect(versioning(loadConfig({}))).toEqual({});
});

it('takes tickets to the version that was made the current one', { timeout: 120_000 }, async () => {
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
