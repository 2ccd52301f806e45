/** The default policy in true durations: the workflow decides what the simulation says. */
import { expect } from 'vitest';
import { test, type Chapter } from '../../support/time-skipping.js';

const reply = (hours: number): Chapter => [hours, { type: 'customer_replied' }];
const agent = (hours: number): Chapter => [hours, { type: 'agent_replied' }];
const score = (hours: number, value: number): Chapter => [hours, { type: 'sentiment_scored', score: value }];
const status = (hours: number, value: string): Chapter => [hours, { type: 'ticket_changed', status: value }];
const confirm = (hours: number): Chapter => [hours, { type: 'resolution_confirmed' }];

test('time_based at 18 h, stalled at 22 h, the breach held at 24 h and let go at 26 h', async ({ timeline }) => {
  expect(await timeline({ chapters: [], end: 40 })).toEqual([
    '18h time_based L1 -> L2',
    '22h stalled_at_l2 L2 -> L3',
    '24h held sla_breached',
    '26h sla_breached L3 -> manager',
  ]);
});

test('the breach of a ticket that waits for its customer', async ({ timeline }) => {
  expect(await timeline({ ticket: { status: 'pending', slaHours: 8 }, chapters: [], end: 20 })).toEqual([
    '8h sla_breached L1 -> manager',
  ]);
});

test('an enterprise ticket that is touched now and then', async ({ timeline }) => {
  const chapters = [agent(1), reply(2.5), score(3, 0), [4, { type: 'ticket_changed', priority: 'high' }] as Chapter];
  expect(await timeline({ ticket: { customerTier: 'enterprise' }, chapters, end: 10 })).toEqual([
    '6h vip_stuck L1 -> manager',
  ]);
});

test('a bad score, and a good one that takes the step back during the cooldown', async ({ timeline }) => {
  const chapters = [score(1, -0.7), agent(1.5), score(2, 0.4), score(3, -0.9)];
  expect(await timeline({ chapters, end: 8 })).toEqual([
    '1h negative_sentiment L1 -> L2',
    '2h sentiment L2 -> L1',
    '3h held negative_sentiment',
    '5h negative_sentiment L1 -> L2',
  ]);
});

test('three replies, six replies, and an agent who keeps it from stalling', async ({ timeline }) => {
  const chapters = [reply(0.5), reply(1), reply(1.5), agent(2), score(3, 0.6), reply(4), reply(4.5), reply(5)];
  expect(await timeline({ chapters, end: 12 })).toEqual([
    '1.5h multiple_replies_no_resolution L1 -> L2',
    '3h sentiment L2 -> L1',
    '5h held multiple_replies_no_resolution',
    '5.5h multiple_replies_no_resolution L1 -> L2',
    '9.5h stalled_at_l2 L2 -> L3',
  ]);
});

test('a confirmed resolution, and the ticket reopened before its SLA ends', async ({ timeline }) => {
  const chapters = [score(1, -0.9), confirm(3), reply(4), status(6, 'open'), agent(7)];
  expect(await timeline({ chapters, end: 30 })).toEqual([
    '1h negative_sentiment L1 -> L2',
    '3h resolution L2 -> L1',
    '3h closed as resolved',
    '6h reopened as open',
    '18h time_based L1 -> L2',
    '22h stalled_at_l2 L2 -> L3',
    '24h held sla_breached',
    '26h sla_breached L3 -> manager',
  ]);
});

test('a late start, past several marks', async ({ timeline }) => {
  const createdAt = Date.parse('2020-01-01T00:00:00Z');
  expect(
    await timeline({ ticket: { slaHours: 1, createdAt, customerTier: 'enterprise' }, chapters: [], end: 6 }),
  ).toEqual(['0h vip_stuck L1 -> manager']);
});

test("an SLA that grows and shrinks, and an agent's reply that ends the stall", async ({ timeline }) => {
  const chapters: Chapter[] = [
    [1, { type: 'ticket_changed', slaHours: 48 }],
    [20, { type: 'ticket_changed', slaHours: 28 }],
    agent(21.5),
  ];
  expect(await timeline({ chapters, end: 40 })).toEqual(['21h time_based L1 -> L2', '28h sla_breached L2 -> manager']);
});
