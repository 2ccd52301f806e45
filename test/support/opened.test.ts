/** The harness finds what a test has left open. */
import { randomUUID } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { assertNothingOpen, createWorker, mongoClient, openConnection, openNativeConnection } from './opened.js';
import './runtime.js';

it('finds connections and database clients that are open, and forgets those that were closed', async () => {
  const address = inject('temporalAddress');
  const open = async () => [
    await openConnection({ address }),
    await openNativeConnection({ address }),
    mongoClient(inject('mongoUri')),
  ];
  const closed = await open();
  for (const one of closed) await one.close();
  assertNothingOpen();

  const left = await open();
  expect(assertNothingOpen).toThrow(
    `left open: connection to ${address}\nleft open: native connection to ${address}\nleft open: MongoDB client of `,
  );
  for (const one of left) await one.close();
  assertNothingOpen();
});

it('finds calls that are under way when their connection is closed', async () => {
  const address = inject('temporalAddress');
  const connection = await openConnection({ address });
  const { workflowService } = connection;
  const given = new AbortController();
  const taskQueue = { name: `leak-${randomUUID()}` };
  // A question without a deadline is refused at once.
  const asking = connection.withDeadline(Date.now() + 60_000, () =>
    connection.withAbortSignal(given.signal, () =>
      workflowService.pollActivityTaskQueue({ namespace: 'default', taskQueue }),
    ),
  );
  // It has been sent by then.
  await workflowService.getSystemInfo({});
  await connection.close();
  expect(assertNothingOpen).toThrow(`left open: calls on a connection to ${address}`);
  given.abort();
  await expect(asking).rejects.toThrow('CANCELLED');
});

it('finds a worker that is running', async () => {
  const connection = await openNativeConnection({ address: inject('temporalAddress') });
  const taskQueue = `leak-${randomUUID()}`;
  const worker = await createWorker({ connection, taskQueue, activities: { nothing: () => Promise.resolve() } });
  const ended = worker.run();
  expect(assertNothingOpen).toThrow(`left open: worker on ${taskQueue}`);
  worker.shutdown();
  await ended;
  await connection.close();
  assertNothingOpen();
});
