/** Whether the workers of this process do their work. */
import type { NativeConnection, Worker } from '@temporalio/worker';

/** How long Temporal may take to answer. */
const ANSWER_MS = 2_000;

/** Undefined: they do; else what is wrong. A database that is down is none of it, for tickets are watched all the same. */
export async function readinessOf(
  workers: readonly Pick<Worker, 'getState'>[],
  connection: Pick<NativeConnection, 'workflowService' | 'withDeadline'>,
): Promise<string | undefined> {
  if (workers.some((worker) => worker.getState() === 'INITIALIZED')) return 'it is starting';
  if (workers.some((worker) => worker.getState() !== 'RUNNING')) return 'it is stopping';
  try {
    await connection.withDeadline(Date.now() + ANSWER_MS, () => connection.workflowService.getSystemInfo({}));
    return undefined;
  } catch {
    return 'Temporal does not answer';
  }
}
