/** A reply with its text: the score is told, logged and acted on, and the text is in no history. */
import { expect } from 'vitest';
import { calm, SECONDS_POLICY } from '../support/story.js';

const test = calm.extend({
  policy: `${SECONDS_POLICY.replace('stalled: 4s', 'stalled: 1h')}sentiment: { from_replies: english }\n`,
});

test('an angry reply is scored, and only its score goes on', async ({ desk }) => {
  const ticket = await desk.ticket();
  const reply = { text: 'I am furious. This is a terrible, unacceptable disaster!', eventId: 'mail-1' };
  await desk.rung.customerReplied(ticket.id, reply);
  await desk.rung.customerReplied(ticket.id, reply);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await desk.rung.customerReplied(ticket.id, { text: 'Rechnung 4711' });
  await ticket.until('to hear it', ({ customerReplyCount }) => customerReplyCount === 2);
  const { sentimentScore, escalationReason, history } = await ticket.atRest();
  expect(escalationReason).toBe('negative_sentiment');
  expect(history.map(({ kind }) => kind)).toEqual(['escalated']);
  expect(desk.world.logged(ticket.id)).toEqual(['scored', 'escalated']);
  const logged = [...desk.world.log.values()].map(({ decision }) => decision);
  expect(logged[0]).toMatchObject({ kind: 'scored', source: 'english', score: sentimentScore });
  const { events } = await ticket.handle.fetchHistory();
  const told = JSON.stringify(events, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
  );
  expect(told.includes('mail-1:sentiment')).toBe(true);
  expect(/furious|Rechnung/.exec(told)).toBeNull();
});
