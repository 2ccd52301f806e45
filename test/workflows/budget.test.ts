/** What a ticket's life costs in history events. */
import { expect } from 'vitest';
import type { TicketSnapshot } from '../../src/domain/snapshot.js';
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { historyOf, tally } from '../support/history.js';
import { seconds, SECONDS_POLICY, test as story } from '../support/story.js';

const BUDGET = 120;

const test = story.extend({
  policy: SECONDS_POLICY.replace('idle: 2s', 'idle: 3s')
    .replace('cooldown: 4s', 'cooldown: 3s')
    .replace('stalled: 4s', 'stalled: 1h'),
});

for (const [customerTier, title] of [
  ['standard', 'a standard ticket: replies and the SLA lift it'],
  ['enterprise', 'an enterprise ticket: every reply moves its idle deadline'],
] as const) {
  test(`ten spaced replies, two escalations and a resolution stay under ${BUDGET} events: ${title}`, async ({
    desk,
  }) => {
    const ticket = await desk.ticket({ customerTier, slaHours: seconds(customerTier === 'standard' ? 12 : 3_600) });
    await live(desk, ticket);
    const events = await historyOf(ticket.handle);
    const counts = [...tally(events)].sort(([, a], [, b]) => b - a);
    console.log(
      [`${title}: ${events.length} events`, ...counts.map(([name, n]) => `${String(n).padStart(5)}  ${name}`)].join(
        '\n',
      ),
    );
    expect(events.length).toBeLessThan(BUDGET);
  });
}

/** The worst that is realistic: nothing coincides, and each page completes in a task of its own. */
async function live(desk: Desk, ticket: DeskTicket): Promise<void> {
  const { world } = desk;
  for (const [target, time] of Object.entries({
    'slack:#tier2-queue': 300,
    'email:tier2@example.com': 900,
    'slack:#escalations': 300,
    'email:managers@example.com': 900,
  })) {
    world.slow.set(target, time);
  }
  // Asked of the database only: a question to the workflow during one of its tasks costs another task.
  const saved = (what: string, holds: (ticket: TicketSnapshot) => boolean) =>
    eventually(what, () => Promise.resolve(ticket.saved !== undefined && holds(ticket.saved.snapshot)));
  await saved('the first write', () => true);
  let last = 0;
  const reply = async (agent: boolean) => {
    last = Math.max(last + 1, Date.now());
    const told = { at: new Date(last) };
    await (agent ? desk.rung.agentReplied(ticket.id, told) : desk.rung.customerReplied(ticket.id, told));
    await saved('the reply to be written', ({ lastActivityAt }) => lastActivityAt === last);
  };
  for (const agent of [true, false, false, true, true]) await reply(agent);
  await reply(false);
  await saved('the first escalation', ({ tier }) => tier === 'L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  for (const agent of [false, true, false, true]) await reply(agent);
  await saved('the second escalation', ({ tier }) => tier === 'manager');
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
  await ticket.change({ status: 'resolved' });
  await ticket.result();
}
