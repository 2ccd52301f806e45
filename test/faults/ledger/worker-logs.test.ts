/** A line that no worker ought to write fails a fault scenario. */
import { expect, it } from 'vitest';
import { compareWorkerLogs, complaintsIn } from './worker-logs.js';

const USUAL = [
  '2026-11-26T01:02:03.000Z WARN Activity failed {"attempt":3,"activityType":"deliverAlert"}',
  '2026-11-26T01:02:03.000Z  WARN temporalio_sdk_core::worker::workflow: Task not found when completing',
  '[TMPRL1104] 0198c2c5:12:3 Workflow task duration exceeded 5 seconds.',
  'Rung worker on task queue rung-tickets',
];

/** As they come from the core, the SDK and the server. */
const PLANTED = [
  '2026-11-26T01:02:03.000Z ERROR temporalio_sdk_core::worker::workflow::managed_run: Trying to send a new WFT for a run which already has one!',
  '2026-11-26T01:02:03.000Z  WARN temporalio_sdk_core: Failing workflow task run_id=0198 failure=Failure { message: "[TMPRL1100] Nondeterminism error: Timer machine does not handle this event" }',
  'WARN temporalio_sdk_core: Error while updating workflow error=Nondeterminism("No command scheduled for event")',
  'DeterminismViolationError: Replay failed',
  'WARN Workflow task failed {"cause":"NonDeterministicError"}',
  'ERROR a non-determinism error',
];

const worker = (name: string, lines: string[], mayDiverge = false) => ({
  name,
  mayDiverge,
  written: () => Promise.resolve(`${lines.join('\n')}\n`),
});

it.each(PLANTED)('%s', (line) => {
  expect(complaintsIn([...USUAL, line, ...USUAL].join('\n'))).toEqual([{ number: USUAL.length + 1, text: line }]);
});

it('says which worker wrote it and where, and nothing of what workers usually write', async () => {
  const workers = [worker('worker-1', USUAL), worker('worker-2', [...USUAL, PLANTED[0]!])];
  expect(await compareWorkerLogs(workers)).toEqual([
    { kind: 'different', what: `worker-2.log, line 5: ${PLANTED[0]}` },
  ]);
});

it('expects nothing else of a worker whose code was made not to fit', async () => {
  expect(await compareWorkerLogs([worker('worker-2', PLANTED, true)])).toEqual([]);
});
