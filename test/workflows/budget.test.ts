/** What a ticket's life costs: events in its history, and what Temporal Cloud counts as Actions. */
import { expect } from 'vitest';
import type { TicketStateView } from '../../src/workflows/contract.js';
import type { Desk, DeskTicket } from '../support/desk.js';
import { historyOf, tally } from '../support/history.js';
import { SECONDS_POLICY, test as story } from '../support/story.js';

const test = story.extend({ policy: SECONDS_POLICY.replaceAll(/(idle|stalled|cooldown): (\d)s/g, '$1: $2h') });

for (const { customerTier, events, actions } of [
  { customerTier: 'standard', events: 100, actions: 30 },
  // Each reply moves the deadline of its idle spell, which is written and told to visibility.
  { customerTier: 'enterprise', events: 145, actions: 40 },
]) {
  test(`ten replies, three transitions and a resolution: ${events} events and ${actions} Actions at most (${customerTier})`, async ({
    desk,
  }) => {
    const ticket = await desk.ticket({ customerTier });
    await live(desk, ticket);
    const history = tally(await historyOf(ticket.handle));
    const counted = [...history].sort(([, a], [, b]) => b - a).map(([name, n]) => `${name} ${n}`);
    expect(sum([...history.values()]), counted.join(', ')).toBeLessThanOrEqual(events);
    expect(sum(ACTIONS.map((name) => history.get(name) ?? 0)), counted.join(', ')).toBeLessThanOrEqual(actions);
  });
}

const ACTIONS = [
  'workflowExecutionStarted',
  'workflowExecutionSignaled',
  'workflowExecutionUpdateAccepted',
  'activityTaskScheduled',
  'timerStarted',
  'upsertWorkflowSearchAttributes',
];

function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** Each message is taken in before the next is sent. */
async function live(desk: Desk, ticket: DeskTicket): Promise<void> {
  const atRest = (holds: (state: TicketStateView) => boolean) =>
    ticket.until(
      'to come to rest',
      (state) => state.outbox.persisted && state.outbox.alerts.length + state.outbox.logEntries === 0 && holds(state),
    );
  await atRest(() => true);
  for (let reply = 1; reply <= 10; reply++) {
    const at = new Date();
    if (reply <= 3) await desk.rung.customerReplied(ticket.id, { at });
    else await desk.rung.agentReplied(ticket.id, { at });
    await atRest(({ lastActivityAt }) => Date.parse(lastActivityAt) >= at.getTime());
  }
  await ticket.escalate('manager');
  await atRest(({ tier }) => tier === 'manager');
  await ticket.confirm();
  await ticket.result();
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'), ...ticket.alerts(3, 'manager'));
}
