/** Tickets that are under way when a new version is deployed: their histories must still be understood. */
import { expect, test } from 'vitest';
import '../support/runtime.js';
import { builtBundle } from './built.js';
import { recorded } from './histories.js';
import { replayedAll } from './replayed.js';
import { STORIES } from './stories.js';

const HISTORIES = recorded();

test('every story has been recorded', () => {
  const names = HISTORIES.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(30);
  expect(names).toEqual(expect.arrayContaining(Object.keys(STORIES)));
  expect(names).toEqual(expect.arrayContaining(['continued-2', 'reopened-2', 'alerts-that-outlast-the-run-2']));
});

test(
  'every recorded history is replayed without a contradiction by the bundle of a release',
  { timeout: 240_000 },
  async () => {
    const errors = await replayedAll(HISTORIES, await builtBundle());
    const contradictions = HISTORIES.flatMap(({ name }, i) => (errors[i] ? [`${name}: ${errors[i].message}`] : []));
    expect(contradictions).toEqual([]);
  },
);

test('the recorded histories know every kind of event that a ticket causes', () => {
  const types = new Set(HISTORIES.flatMap(({ eventTypes }) => eventTypes));
  for (const type of [
    'TIMER_STARTED',
    'TIMER_FIRED',
    'TIMER_CANCELED',
    'ACTIVITY_TASK_COMPLETED',
    'ACTIVITY_TASK_FAILED',
    'ACTIVITY_TASK_TIMED_OUT',
    'ACTIVITY_TASK_CANCEL_REQUESTED',
    'WORKFLOW_EXECUTION_SIGNALED',
    'WORKFLOW_EXECUTION_UPDATE_COMPLETED',
    'WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
    'WORKFLOW_TASK_FAILED',
    'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
  ]) {
    expect(types).toContain(`EVENT_TYPE_${type}`);
  }
});

test('the recorded histories tell nothing of the machine', () => {
  for (const { name, text } of HISTORIES) {
    const identities = new Set([...text.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity));
    expect(
      [...identities].filter((identity) => !/^(rung-worker|rung-client|)$/.test(identity!)),
      name,
    ).toEqual([]);
    expect(text.match(/file:\/\/|\/home\/|\/work\/|node_modules/g), name).toBeNull();
  }
});
