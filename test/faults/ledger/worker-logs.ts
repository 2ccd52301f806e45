/** What workers have written that they never ought to: the SDK's core has lost its way, or a history does not fit the code. */
import type { WorkerProcess } from '../world/worker.js';
import type { Finding } from './finding.js';

/**
 * The first: Core has got a task for a run that has one already, and may now answer the one with the commands of the other. The others are
 * non-determinism, as the core, the SDK and the server call it; other codes than TMPRL1100 are about sizes and slow tasks.
 */
const NEVER = [
  /Trying to send a new WFT for a run which already has one/,
  /TMPRL1100|non-?determinis|DeterminismViolation/i,
];

export interface LogLine {
  /** From 1. */
  number: number;
  text: string;
}

export function complaintsIn(log: string): LogLine[] {
  const lines = log.split('\n').map((text, n): LogLine => ({ number: n + 1, text }));
  return lines.filter(({ text }) => NEVER.some((pattern) => pattern.test(text)));
}

type Logged = Pick<WorkerProcess, 'name' | 'mayDiverge' | 'written'>;

export async function compareWorkerLogs(workers: readonly Logged[]): Promise<Finding[]> {
  const complaints = workers
    .filter(({ mayDiverge }) => !mayDiverge)
    .map(async (worker) =>
      complaintsIn(await worker.written()).map(({ number, text }): Finding => ({
        kind: 'different',
        what: `${worker.name}.log, line ${number}: ${text}`,
      })),
    );
  return (await Promise.all(complaints)).flat();
}
