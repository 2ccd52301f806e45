import { expect, test } from 'vitest';
import { timeline, type TimelinePlan } from '../../bench/simulation/timeline.js';
import { readTimeline } from '../../src/cli/timeline-file.js';
import { DEFAULT_POLICY } from '../support/domain/policies.js';

const lines = (plan: TimelinePlan) => [...timeline(plan)].flat();
const PLAN = { tickets: 200, events: 20, seed: 7 };

test('the timeline to be simulated is without mistakes, in the order of time, and has as many lines as were asked for', () => {
  const { events } = readTimeline({ name: 'timeline', text: lines(PLAN).join('\n') }, DEFAULT_POLICY);
  expect(events).toHaveLength(200 * 20);
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort((a, b) => a - b));
  const byTicket = new Map<string, number>();
  for (const event of events) {
    const id = 'ticketId' in event ? event.ticketId : event.type === 'created' ? event.ticket.ticketId : '';
    byTicket.set(id, (byTicket.get(id) ?? 0) + 1);
  }
  expect([...byTicket.values()]).toEqual(Array.from({ length: 200 }, () => 20));
});

test('it follows from its seed', () => {
  expect(lines(PLAN)).toEqual(lines(PLAN));
  expect(lines({ ...PLAN, seed: 8 })).not.toEqual(lines(PLAN));
});
