/** Replays one history with the bundle of the other tests. */
import type { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';

/** Why the code cannot be replayed over the history; undefined when it can. */
export async function replayed(history: temporal.api.history.v1.IHistory): Promise<Error | undefined> {
  const workflowBundle = { codePath: inject('bundlePath') };
  const workflowId = history.events![0]!.workflowExecutionStartedEventAttributes!.workflowId!;
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, [{ workflowId, history }])) return error;
  throw new Error('nothing was replayed');
}
