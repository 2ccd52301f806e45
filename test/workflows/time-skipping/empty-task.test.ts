/** A task that brought nothing, in the history by accident: it must not be taken for a part of the task before. */
import proto, { type temporal } from '@temporalio/proto';
import { expect } from 'vitest';
import { written } from '../../replay/histories.js';
import { replayed } from '../../replay/replayed.js';
import { taskOfItsOwn } from '../../replay/telling.js';
import { eventually, type DeskTicket } from '../../support/desk.js';
import { timesOf } from '../../support/history.js';
import { HOUR, skipTo, test } from '../../support/time-skipping.js';

type History = temporal.api.history.v1.IHistory;
interface Event {
  eventId: string;
  eventType: string;
  eventTime: { seconds: string };
  [attributes: string]: unknown;
}

test('after one, two or three facts without consequences', async ({ open, env }) => {
  const desk = await open({ cached: 0 });
  const createdAt = await desk.now();
  const tickets: DeskTicket[] = [];
  for (let facts = 1; facts <= 3; facts++) {
    const ticket = await desk.ticket({ slaHours: 8, status: 'pending', createdAt: new Date(createdAt) });
    await ticket.atRest();
    for (let n = 0; n < facts; n++) await taskOfItsOwn(ticket, () => ticket.reply('a'));
    tickets.push(ticket);
  }
  await desk.away(async () => {
    // While a task waits for a worker, time does not leap.
    await skipTo(env!, createdAt + 8 * HOUR - 500);
    for (const ticket of tickets) {
      await eventually('the deadline', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
      await ticket.change({ status: 'closed' });
    }
  });
  for (const ticket of tickets) {
    await ticket.result();
    expect(desk.world.logged(ticket.id)).toEqual(['closed']);
    const history = await ticket.handle.fetchHistory();
    expect(await replayed(history)).toBeUndefined();
    expect(await replayed(withEmptyTask(history))).toBeUndefined();
  }
});

/** With a task between the last fact and the deadline's timer that was given out late, past the deadline, with nothing in it. */
function withEmptyTask(history: History): History {
  const events = eventsOf(history);
  const named = (name: string) => (event: Event) => event.eventType === `EVENT_TYPE_${name}`;
  const place = events.findIndex(named('TIMER_FIRED'));
  const before = events.slice(0, place).findLastIndex(named('WORKFLOW_TASK_SCHEDULED'));
  const { eventTime } = events.slice(place).find(named('WORKFLOW_TASK_STARTED'))!;
  const empty = events.slice(before, before + 3).map((event, n) => {
    return { ...(shifted(event, before + 1, place - before) as Event), eventId: String(place + 1 + n), eventTime };
  });
  expect(empty.map(({ eventType }) => eventType.replace('EVENT_TYPE_WORKFLOW_TASK_', ''))).toEqual([
    'SCHEDULED',
    'STARTED',
    'COMPLETED',
  ]);
  const after = events.slice(place).map((event) => shifted(event, place + 1, empty.length) as Event);
  return proto.temporal.api.history.v1.History.fromObject({ events: [...events.slice(0, place), ...empty, ...after] });
}

/** Event ids from `first` on are `by` greater. */
function shifted(value: unknown, first: number, by: number, key = ''): unknown {
  if (/eventId$/i.test(key) && Number(value) >= first) return String(Number(value) + by);
  if (Array.isArray(value)) return value.map((item) => shifted(item, first, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shifted(item, first, by, name)]));
}

function eventsOf(history: History): Event[] {
  return (JSON.parse(written(history)) as { events: Event[] }).events;
}
