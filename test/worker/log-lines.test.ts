/** What a worker writes when the SDK has something to say. */
import { expect, it } from 'vitest';
import { lineOf } from '../../src/worker/runtime.js';

const at = { timestampNanos: 1_767_600_000_000_000_000n, level: 'WARN' } as const;

it('names the ticket, the activity, the attempt and the error, and leaves out the rest', () => {
  const meta = {
    sdkComponent: 'worker',
    isLocal: false,
    attempt: 3,
    namespace: 'default',
    taskToken: 'Q'.repeat(200),
    activityId: '7',
    activityType: 'deliverAlert',
    taskQueue: 'rung-tickets-slack',
    workflowId: 'ticket/T-1',
    workflowRunId: '0198c2c5-0000-7000-8000-000000000000',
    workflowType: 'ticketWorkflow',
    error: new Error('Slack: HTTP 503'),
    durationMs: 12n,
  };
  expect(lineOf({ ...at, message: 'Activity failed', meta })).toBe(
    '2026-01-05T08:00:00.000Z WARN Activity failed {"attempt":3,"activityType":"deliverAlert",' +
      '"taskQueue":"rung-tickets-slack","workflowId":"ticket/T-1","error":"Slack: HTTP 503","durationMs":"12"}',
  );
});

it('has nothing after the message where there is nothing to say', () => {
  expect(lineOf({ ...at, message: 'Reconnected' })).toBe('2026-01-05T08:00:00.000Z WARN Reconnected');
  const meta = { sdkComponent: 'core', namespace: 'default' };
  expect(lineOf({ ...at, message: 'Reconnected', meta })).toBe('2026-01-05T08:00:00.000Z WARN Reconnected');
});
