/** Replays histories, with the bundle of the other tests unless another is given. */
import type { temporal } from '@temporalio/proto';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { expect, inject } from 'vitest';

type History = temporal.api.history.v1.IHistory;

/** Why the code cannot be replayed over each of the histories; undefined where it can. */
export async function replayedAll(
  histories: { workflowId: string; history: History }[],
  workflowBundle: WorkflowBundleOption = { codePath: inject('bundlePath') },
): Promise<(Error | undefined)[]> {
  const errors: (Error | undefined)[] = [];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories)) errors.push(error);
  expect(errors).toHaveLength(histories.length);
  return errors;
}

/** The same for one history. */
export async function replayed(history: History, bundle?: WorkflowBundleOption): Promise<Error | undefined> {
  const workflowId = history.events![0]!.workflowExecutionStartedEventAttributes!.workflowId!;
  return (await replayedAll([{ workflowId, history }], bundle))[0];
}
