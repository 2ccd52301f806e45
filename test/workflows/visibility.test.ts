/** What the Temporal Web UI and the list of open tickets show. */
import { expect } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/contract.js';
import { eventually, type DeskTicket } from '../support/desk.js';
import { historyOf } from '../support/history.js';
import { calm as test, seconds } from '../support/story.js';

test.concurrent('all eight search attributes can be filtered by', async ({ desk }) => {
  const customerTier = `tier-${desk.taskQueue.slice(-8)}`;
  const ticket = await desk.ticket({ customerTier });
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  const { slaDueAt, nextDeadlineAt } = await ticket.settles();
  const filters = [
    `TicketTier = 'L2'`,
    `TicketStatus = 'open'`,
    `TicketPriority = 'high'`,
    `CustomerTier = '${customerTier}'`,
    `EscalationReason = 'negative_sentiment'`,
    `Escalated = true`,
    `SlaDueAt = '${slaDueAt}'`,
    `NextDeadlineAt = '${nextDeadlineAt}'`,
  ];
  expect(filters.length).toBe(Object.keys(SEARCH_ATTRIBUTES).length);
  for (const filter of filters) {
    await eventually(`the list by ${filter}`, async () => {
      const query = `${filter} AND CustomerTier = '${customerTier}'`;
      for await (const { workflowId } of desk.client.workflow.list({ query }))
        return workflowId === ticket.handle.workflowId;
      return false;
    });
  }
});

test.concurrent('the list shows open tickets, highest tier first, then next deadline first', async ({ desk }) => {
  const customerTier = `tier-${desk.taskQueue.slice(-8)}`;
  const late = await desk.ticket({ customerTier, slaHours: 48 });
  const soon = await desk.ticket({ customerTier, slaHours: 12 });
  const high = await desk.ticket({ customerTier });
  const gone = await desk.ticket({ customerTier });
  await high.escalate('L3');
  await gone.change({ status: 'closed' });
  await gone.result();
  const list = () => desk.rung.list({ customerTier });
  await eventually('the list', async () => (await list()).map(({ tier }) => tier).join() === 'L3,L1,L1');
  const rows = await list();
  expect(rows.map(({ ticketId }) => ticketId)).toEqual([high.id, soon.id, late.id]);
  expect(rows[0]).toMatchObject({ escalated: true, escalationReason: 'manual', status: 'open', priority: 'high' });
  const { nextDeadlineAt, slaDueAt } = await soon.state();
  expect(rows[1]).toMatchObject({ escalated: false, escalationReason: null, nextDeadlineAt, slaDueAt });
  await desk.expectAlerts(...high.alerts(1, 'L3'));
});

test.concurrent(
  'attributes are told once a wake and only when they change; coming down takes the reason away',
  async ({ desk }) => {
    const ticket = await desk.ticket({ tier: 'L2' });
    await ticket.settles();
    const upserts = async () =>
      (await historyOf(ticket.handle)).filter(({ name }) => name === 'upsertWorkflowSearchAttributes');
    expect(await upserts()).toHaveLength(1);
    await ticket.reply();
    await ticket.until('to hear it', ({ customerReplyCount }) => customerReplyCount === 1);
    expect(await upserts()).toHaveLength(1);
    await ticket.escalate('L3');
    await ticket.deEscalate();
    await ticket.settles();
    expect(await upserts()).toHaveLength(3);
    const { typedSearchAttributes } = await ticket.handle.describe();
    expect(typedSearchAttributes.get(SEARCH_ATTRIBUTES.escalationReason)).toBeUndefined();
    expect(typedSearchAttributes.get(SEARCH_ATTRIBUTES.escalated)).toBe(false);
    await desk.expectAlerts(...ticket.alerts(1, 'L3'), ...ticket.alerts(2, 'L3', 'L2'));
  },
);

test.concurrent('the details page tells tier, deadlines, what is held and what happened last', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: seconds(1), status: 'pending', customerTier: 'premium' });
  await ticket.escalate('L2');
  const { held, deadlines, cooldownUntil, slaDueAt } = await ticket.until(
    'to hold the breach',
    (s) => s.held.length === 1,
  );
  await ticket.acknowledge();
  const page = await details(ticket);
  expect(page).toContain(`### ${ticket.id}: L2 (manual)`);
  expect(page).toContain('pending · high · premium · tier2_support');
  expect(page).toContain(`SLA due ${slaDueAt}, **breached**`);
  expect(page).toContain(`Cooldown until ${cooldownUntil}`);
  expect(page).toContain('Acknowledged by ann at ');
  expect(page).toContain(`\`sla_breached\` until ${held[0]!.until}`);
  expect(deadlines.length).toBeGreaterThan(0);
  for (const { at, rule, to } of deadlines) expect(page).toContain(`- ${at}: \`${rule}\` to ${to}`);
  expect(page).toMatch(/- \S+ L1 -> L2: manual by ann, priority high/);
  await ticket.reaches('manager');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'));
});

test.concurrent('the ticket, its timers, pages and patient writes have labels', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: seconds(3), status: 'pending' });
  expect(await (await ticket.handle.describe()).staticSummary()).toMatch(new RegExp(`^${ticket.id}: standard, SLA `));
  await ticket.settles();
  desk.world.databaseDown = true;
  await ticket.reaches('manager');
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  desk.world.databaseDown = false;
  await ticket.settles();
  const labels = (await historyOf(ticket.handle)).flatMap(({ summary }) => summary ?? []);
  expect(labels).toEqual(
    expect.arrayContaining([
      `${ticket.id}: standard, SLA ${seconds(3)} h`,
      'L1 -> manager: sla_breached',
      'Slack #escalations: L1 -> manager',
      'Email managers@example.com: L1 -> manager',
      expect.stringMatching(/^save rev \d+$/),
    ]),
  );
});

/** What the Web UI asks for: the query that every workflow answers. */
async function details(ticket: DeskTicket): Promise<string> {
  const metadata = await ticket.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails;
}
