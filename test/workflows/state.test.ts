/** The answer to "how does it stand?". */
import { expect } from 'vitest';
import { calm as test, seconds, SECONDS_POLICY } from '../support/story.js';
import { iso } from '../../src/domain/time/instant.js';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** What is held stays held. */
const holding = test.extend({
  policy: SECONDS_POLICY.replace('cooldown: 4s', 'cooldown: 4h').replace('stalled: 4s', 'stalled: 10h'),
});

holding.concurrent('it is plain JSON, with instants as ISO-8601', async ({ desk }) => {
  const ticket = await desk.ticket({ createdAt: new Date(Date.now() - 60_000), status: 'pending' });
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.score(-0.9);
  await ticket.acknowledge();
  await ticket.change({ slaHours: seconds(30) });
  const state = await ticket.until('to hold', ({ held }) => held.length > 0);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  const { rev, ...rest } = state;
  expect(rev).toBeGreaterThan(0);
  const instants: string[] = [];
  (function collect(value: unknown) {
    if (typeof value === 'number') expect(value, 'no epoch milliseconds outside').toBeLessThan(1e9);
    if (typeof value === 'string' && ISO.test(value)) instants.push(value);
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  })(rest);
  for (const name of [
    'createdAt',
    'lastActivityAt',
    'escalatedAt',
    'cooldownUntil',
    'slaDueAt',
    'slaBreachedAt',
    'nextDeadlineAt',
  ] as const) {
    expect(instants, name).toContain(state[name]);
  }
  expect(state.history.map(({ at }) => at)).toEqual(state.history.map(({ at }) => iso(Date.parse(at))));
});

test.concurrent('a customer’s words have no way into a history', async ({ desk }) => {
  const ticket = await desk.ticket();
  const words = 'my password is hunter2';
  await ticket.handle.signal('sentimentScored', {
    eventId: 'e',
    score: 0,
    body: words,
    text: words,
    at: new Date().toISOString(),
  });
  const state = await ticket.until('to hear the score', ({ sentimentScore }) => sentimentScore === 0);
  await ticket.atRest();
  expect(JSON.stringify(state)).not.toContain('hunter2');
  expect(JSON.stringify(ticket.saved)).not.toContain('hunter2');
});

test.concurrent('a closed ticket answers as it stood at its end', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.change({ status: 'resolved' });
  await ticket.result();
  expect(await ticket.state()).toMatchObject({
    closed: true,
    status: 'resolved',
    tier: 'L2',
    deadlines: [],
    nextDeadlineAt: null,
    outbox: { logEntries: 0, persisted: true, alerts: [] },
  });
});
