/** A worker of a side that brings its own workflows and activities. */
import { readFile } from 'node:fs/promises';
import { NativeConnection, Worker, type InjectedSinks, type WorkerOptions } from '@temporalio/worker';
import type { HeardSinks } from '../workflows/heard.interceptor.js';
import type { WorkerSetup } from './messages.js';
import type { Tally } from './tally.js';

export interface Running {
  shutdown(): void;
  /** Resolves when all has stopped and is closed. */
  done: Promise<unknown>;
}

/** What the bench puts into the worker of any side that has workflows. */
export async function measured(
  bundlePath: string,
  tally: Tally,
): Promise<Pick<WorkerOptions, 'workflowBundle'> & { sinks: InjectedSinks<HeardSinks> }> {
  const sinks: InjectedSinks<HeardSinks> = {
    heard: { begun: { fn: () => undefined }, signal: { fn: () => void tally.counts.heard++ } },
  };
  return { workflowBundle: { code: await readFile(bundlePath, 'utf8') }, sinks };
}

export async function startWorker(
  { address, taskQueue, bundlePath }: WorkerSetup,
  tally: Tally,
  activities: object,
  onBegun?: (workflowId: string) => void,
  close: () => Promise<void> = () => Promise.resolve(),
): Promise<Running> {
  const connection = await NativeConnection.connect({ address });
  const { workflowBundle, sinks } = await measured(bundlePath!, tally);
  if (onBegun) sinks.heard.begun.fn = ({ workflowId }) => onBegun(workflowId);
  const worker = await Worker.create({ connection, taskQueue, workflowBundle, sinks, activities });
  const done = worker.run().then(async () => {
    await close();
    await connection.close();
  });
  return {
    done,
    shutdown: () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    },
  };
}
