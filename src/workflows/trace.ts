/**
 * Leaves a command in the history where a workflow task has none. Two tasks in a row without commands that are followed by an update are
 * taken for one when a history is replayed (temporalio/sdk-rust#1146), and what the first of them brought is then decided on at the time
 * of the last: docs/adr/0011. This file can go when that is mended.
 */
import { workflowInfo } from '@temporalio/workflow';

/** WorkflowTaskCompleted and the trace itself, WorkflowTaskScheduled and WorkflowTaskStarted. */
const EVENTS_BETWEEN = 4;

export class Trace {
  /** The history's length at the last task whose only command was a trace. */
  private left: number | undefined;

  /**
   * Whether this task, which has decided something and has no other command, needs one. It does not directly after one that was left.
   * @param signals how many signals it brought; undefined: it brought something else as well
   */
  isNeeded(signals: number | undefined): boolean {
    const { historyLength } = workflowInfo();
    const follows = signals !== undefined && historyLength === (this.left ?? NaN) + EVENTS_BETWEEN + signals;
    this.left = follows ? undefined : historyLength;
    return !follows;
  }
}
