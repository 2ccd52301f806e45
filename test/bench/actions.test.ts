import { expect, test } from 'vitest';
import { actionsIn } from '../../bench/measures/actions.js';
import { lifeOf } from '../../bench/measures/life.js';

/** An event with nothing in it but its kind, as a history from the server has it: another kind's field is there, and null. */
const event = (kind: string, attributes: object = {}) => ({
  workflowTaskCompletedEventAttributes: null,
  [`${kind}EventAttributes`]: attributes,
});
const marker = (workflowTaskCompletedEventId: number) => event('markerRecorded', { workflowTaskCompletedEventId });

test('Actions are counted as Temporal Cloud counts them', () => {
  const events = [
    event('workflowExecutionStarted'),
    event('workflowTaskScheduled'),
    event('workflowExecutionSignaled'),
    event('workflowExecutionSignaled'),
    event('workflowExecutionUpdateAccepted'),
    event('workflowExecutionUpdateCompleted'),
    event('timerStarted'),
    event('timerCanceled'),
    event('activityTaskScheduled'),
    event('activityTaskStarted', { attempt: 1 }),
    event('activityTaskScheduled'),
    event('activityTaskStarted', { attempt: 4 }),
    event('upsertWorkflowSearchAttributes'),
    event('workflowPropertiesModified'),
    // Two markers of one task are one Action, one of another task is another.
    marker(9),
    marker(9),
    marker(12),
    event('startChildWorkflowExecutionInitiated'),
    event('workflowExecutionContinuedAsNew'),
  ];
  expect(actionsIn({ events })).toEqual({
    'activity retry': 3,
    signal: 2,
    activity: 2,
    'child workflow': 2,
    markers: 2,
    start: 1,
    update: 1,
    timer: 1,
    'search attributes': 1,
    memo: 1,
    'continue-as-new': 1,
  });
});

test('the run after a continue-as-new was paid for by the one before', () => {
  const events = [event('workflowExecutionStarted', { continuedExecutionRunId: 'before' })];
  expect(actionsIn({ events })).toEqual({});
});

test('a life has what its history says, and the heartbeats that no history has', () => {
  const events = [event('workflowExecutionStarted'), event('timerStarted'), event('timerStarted')];
  const ended = { history: { events } as never, bytes: 2_048, stateTransitions: 7 };
  expect(lifeOf(ended, 2)).toEqual({
    events: 3,
    kilobytes: 2,
    stateTransitions: 7,
    kinds: { timerStarted: 2, workflowExecutionStarted: 1 },
    actions: { timer: 2, start: 1, heartbeat: 2 },
  });
});
