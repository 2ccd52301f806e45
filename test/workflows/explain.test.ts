/** Why rules did or did not fire, as the ticket's workflow says it now, and as its history says it of an earlier time. */
import { expect } from 'vitest';
import { InvalidRequestError, TicketNotFoundError } from '../../src/client/errors.js';
import type { TicketExplained } from '../../src/domain/explain/explain.js';
import { eventually } from '../support/desk.js';
import { calm as test, seconds } from '../support/story.js';

const verdicts = (explained: TicketExplained | null) =>
  Object.fromEntries(explained!.rules.map(({ rule, verdict }) => [rule, verdict]));

test.concurrent('a ticket is explained as it is, as it was, and as time alone will make it', async ({ desk }) => {
  const before = new Date(Date.now() - 60_000);
  const ticket = await desk.ticket({ slaHours: 24, limits: { messagesPerRun: 4 } });
  const run = await ticket.runId();
  await ticket.atRest();
  const fresh = await momentAfter();
  await ticket.acknowledge();
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.atRest();
  const angry = await momentAfter();
  await ticket.deEscalate();
  await ticket.reply();
  await ticket.nextRun(run);
  await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  await ticket.reply();
  await ticket.until('to hear them', ({ customerReplyCount }) => customerReplyCount === 2);
  await ticket.atRest();

  const now = await desk.rung.explain(ticket.id);
  expect(now).toMatchObject({ tier: 'L1', status: 'open' });
  expect(verdicts(now)).toMatchObject({
    ...{ time_based: 'waiting', negative_sentiment: 'fired', multiple_replies_no_resolution: 'idle' },
  });
  const later = await desk.rung.explain(ticket.id, new Date(Date.now() + 23 * 3_600_000));
  // By the SLA to L2, and on from there after an hour without an answer.
  expect(later!.tier).toBe('L3');
  expect(verdicts(later)).toMatchObject({ time_based: 'fired', sla_breached: 'waiting' });

  await eventually('the past to be past', async () => (await desk.rung.explain(ticket.id, angry))!.tier === 'L2');
  const then = await desk.rung.explain(ticket.id, angry);
  expect(then).toMatchObject({ tier: 'L2', at: angry.getTime() });
  expect(then!.rules.find(({ rule }) => rule === 'negative_sentiment')).toMatchObject({
    ...{ verdict: 'fired', last: { kind: 'escalated', from: 'L1', to: 'L2' } },
  });
  const first = await desk.rung.explain(ticket.id, fresh);
  expect(first!.tier).toBe('L1');
  expect(verdicts(first)).toMatchObject({ negative_sentiment: 'idle', time_based: 'waiting' });

  await expect(desk.rung.explain(ticket.id, before)).rejects.toThrow(InvalidRequestError);
  await expect(desk.rung.explain('T-nobody')).rejects.toThrow(TicketNotFoundError);
});

test.concurrent('of a ticket that was moved the rules of that time are explained', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: seconds(60_000) });
  await ticket.atRest();
  const old = await momentAfter();
  const policy = { ...desk.policy.policy, rules: desk.policy.policy.rules.slice(0, 1) };
  await desk.rung.changePolicy(ticket.id, { by: 'ann', policy: { policy, hash: 'another' } });
  expect(Object.keys(verdicts(await desk.rung.explain(ticket.id)))).toEqual(['time_based']);
  await eventually('the past to be past', async () => {
    const explained = await desk.rung.explain(ticket.id, old);
    return explained!.policyHash === desk.policy.hash && explained!.rules.length > 1;
  });
});

/** An instant after all that has happened, and before all that will. */
async function momentAfter(): Promise<Date> {
  const now = Date.now() + 1;
  await eventually('the next milliseconds', () => Promise.resolve(Date.now() > now));
  return new Date(now);
}
