/** How the workflow is changed once tickets are under way: the new way is taken under a patch, and old histories keep theirs. */
import { beforeAll, expect } from 'vitest';
import { Desk } from '../support/desk.js';
import { historyOf, type HistoryEvent } from '../support/history.js';
import { calm as test } from '../support/story.js';
import { ALERTED } from './alterations.js';
import { alteredBundle, type Replacement } from './altered-bundle.js';
import { recorded } from './histories.js';
import { replayed, replayedAll } from './replayed.js';

const HISTORIES = recorded();
const FILE = 'workflows/ticket.workflow.ts';
const TIMER_FIRST = 'const isArmed = this.setTimer(woken, now);';
const THEN_ACTIVITIES = 'const isScheduled = dispatcher.dispatch(planned);';

/** What is scheduled changes places with the timer. */
const CHANGE: Replacement[] = [
  { file: FILE, replace: TIMER_FIRST, by: `const isScheduled = dispatcher.dispatch(planned);\n    ${TIMER_FIRST}` },
  { file: FILE, replace: `\n    ${THEN_ACTIVITIES}\n    if (isScheduled)`, by: '\n    if (isScheduled)' },
];
const PATCHED_CHANGE: Replacement[] = [
  {
    file: FILE,
    replace: TIMER_FIRST,
    by: `const first = patched('activities-before-the-timer') ? dispatcher.dispatch(planned) : undefined;\n    ${TIMER_FIRST}`,
  },
  { file: FILE, replace: THEN_ACTIVITIES, by: 'const isScheduled = first ?? dispatcher.dispatch(planned);' },
];

let patchedBundle: { codePath: string };

beforeAll(async () => {
  patchedBundle = await alteredBundle({ ticketWorkflow: PATCHED_CHANGE });
});

test('the change alone would break tickets under way', async () => {
  const some = HISTORIES.filter(({ name }) => ALERTED.includes(name));
  const errors = await replayedAll(some, await alteredBundle({ ticketWorkflow: CHANGE }));
  expect(errors.map((error) => error?.name)).toContain('DeterminismViolationError');
});

test('under a patch it replays every recorded history', async () => {
  const errors = await replayedAll(HISTORIES, patchedBundle);
  expect(errors.filter((error) => error !== undefined)).toEqual([]);
});

test('a new ticket takes the new way', async ({ connections, policy }) => {
  const desk = await Desk.open({ ...connections, policy, bundle: patchedBundle });
  const ticket = await desk.ticket();
  await ticket.atRest();
  const history = await ticket.handle.fetchHistory();
  const events = await historyOf(ticket.handle);
  expect(positions(events, 'markerRecorded')).toHaveLength(1);
  expect(positions(events, 'activityTaskScheduled')[0]).toBeLessThan(positions(events, 'timerStarted')[0]!);
  expect(await replayed(history, patchedBundle)).toBeUndefined();
  await desk.close();
});

test('a ticket that is under way takes it from the next thing on that happens to it', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  await desk.stopWorkers();
  await desk.startWorkers(patchedBundle);
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.atRest();
  const events = await historyOf(ticket.handle);
  const [timer, laterTimer] = positions(events, 'timerStarted');
  const [activity, laterActivity] = positions(events, 'activityTaskScheduled');
  expect(timer).toBeLessThan(activity!);
  expect(laterActivity).toBeLessThan(laterTimer!);
  expect(await replayed(await ticket.handle.fetchHistory(), patchedBundle)).toBeUndefined();
});

function positions(events: HistoryEvent[], name: string): number[] {
  return events.flatMap((event, i) => (event.name === name ? [i] : []));
}
