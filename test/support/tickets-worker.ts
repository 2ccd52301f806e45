/** What the worker of the tickets is given where others than it are looked at. */
import type { WorkerOptions } from '@temporalio/worker';
import { inject } from 'vitest';

/** The bundle of the run; and workflows run in this thread, since one of their own would load the SDK again. */
export const ticketsWorker = (): Pick<WorkerOptions, 'workflowBundle' | 'debugMode'> => ({
  workflowBundle: { codePath: inject('bundlePath') },
  debugMode: true,
});
