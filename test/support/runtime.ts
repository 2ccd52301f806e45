/** One Temporal runtime for the process, whose complaints are kept for the harness to judge; and no file may leave anything open. */
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { afterAll } from 'vitest';
import { assertNothingOpen } from './opened.js';

afterAll(assertNothingOpen);

export interface Complaint {
  /** Whose worker said it; undefined when nobody's in particular. */
  taskQueue: string | undefined;
  text: string;
}

const shared = globalThis as { complaints?: Complaint[] };
const first = shared.complaints === undefined;

/** Warnings and errors that were logged: by workflows, by workers, and by the SDK's core (a failed workflow task). */
export const complaints = (shared.complaints ??= []);

/** No cause for complaint. */
const USUAL = new RegExp(
  [
    // Said by every worker that only runs activities.
    'No workflows registered|No activities registered',
    // The server has taken a workflow task back (more than 100 signals during one task): it is done again.
    'Task not found when completing',
    // A run handed over to the next one while an activity was under way.
    'Activity not found on completion',
    // A busy machine: a task took long, or who asked is no longer there.
    'Workflow task duration exceeded|Query not found when attempting to respond',
  ].join('|'),
);

// Files that share a process share its runtime, too.
if (first) {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (USUAL.test(message)) return;
      const { error, failure, problem, rule, taskQueue } = meta ?? {};
      const details = [error instanceof Error ? error.message : error, failure, problem, rule].filter(Boolean);
      complaints.push({ taskQueue: taskQueue as string | undefined, text: [level, message, ...details].join(' ') });
    }),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
  });
}
