/** What the Temporal Web UI and the list of open tickets show. */
import { expect } from 'vitest';
import { workflowsOf } from '../../src/audit/index.js';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/contract.js';
import { eventually, type DeskTicket } from '../support/desk.js';
import { historyOf } from '../support/history.js';
import { calm as test, seconds, SECONDS_POLICY } from '../support/story.js';

/** What is held stays held. */
const holding = test.extend({
  policy: SECONDS_POLICY.replace('cooldown: 4s', 'cooldown: 4h').replace('stalled: 4s', 'stalled: 10h'),
});

test.concurrent('all nine search attributes can be filtered by', async ({ desk }) => {
  const customerTier = `tier-${desk.taskQueue.slice(-8)}`;
  const ticket = await desk.ticket({ customerTier });
  await ticket.score(-0.9);
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  const { slaDueAt, nextDeadlineAt } = await ticket.atRest();
  const filters = [
    `TicketTier = 'L2'`,
    `TicketStatus = 'open'`,
    `TicketPriority = 'high'`,
    `CustomerTier = '${customerTier}'`,
    `EscalationReason = 'negative_sentiment'`,
    `Escalated = true`,
    `SlaDueAt ${around(slaDueAt!)}`,
    `NextDeadlineAt ${around(nextDeadlineAt!)}`,
    `TicketPolicy = '${desk.policy.hash}'`,
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

test.concurrent('the list finds what is written in ways that a query language reads', async ({ desk }) => {
  const customerTier = `tier-${desk.taskQueue.slice(-8)}`;
  const statuses = ['waiting for "parts"', "it's on hold", 'a trailing backslash\\', "x' OR ''='", 'caf\u00e9 100%_'];
  for (const status of statuses) await desk.ticket({ customerTier, status });
  await eventually('all of them', async () => (await desk.rung.list({ customerTier })).length === statuses.length);
  for (const status of statuses) {
    const found = await desk.rung.list({ customerTier, status });
    expect(found.map((ticket) => ticket.status)).toEqual([status]);
  }
  expect(await desk.rung.list({ customerTier, status: 'waiting for' })).toEqual([]);
});

test.concurrent(
  'attributes are there from the start, and told again once a wake, only those that change',
  async ({ desk }) => {
    const ticket = await desk.ticket({ tier: 'L2' });
    await ticket.atRest();
    // Without those that say the tier alone, as every second workflow task that asks for nothing does, and the SDK's mark of a patch.
    const others = ['TicketTier', 'TemporalChangeVersion'];
    const upserts = async () =>
      (await historyOf(ticket.handle))
        .filter(({ name }) => name === 'upsertWorkflowSearchAttributes')
        .filter((event) => !others.includes(attributesIn(event).join()));
    expect(await upserts()).toEqual([]);
    const [started] = await historyOf(ticket.handle);
    expect(attributesIn(started!)).toEqual(
      expect.arrayContaining(['CustomerTier', 'NextDeadlineAt', 'SlaDueAt', 'TicketStatus', 'TicketTier']),
    );
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await ticket.deEscalate();
    await ticket.atRest();
    const told = await upserts();
    expect(told).toHaveLength(2);
    expect(attributesIn(told[0]!)).toEqual(expect.arrayContaining(['EscalationReason', 'Escalated', 'TicketTier']));
    expect(attributesIn(told[0]!)).not.toContain('CustomerTier');
    const { typedSearchAttributes } = await ticket.handle.describe();
    expect(typedSearchAttributes.get(SEARCH_ATTRIBUTES.escalationReason)).toBeUndefined();
    expect(typedSearchAttributes.get(SEARCH_ATTRIBUTES.escalated)).toBe(false);
    await desk.expectAlerts(...ticket.alerts(2, 'L3', 'L2'));
  },
);

test.concurrent('of workflow tasks that ask for nothing every second one says the tier once more', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  for (let reply = 1; reply <= 4; reply++) {
    await ticket.agentReply();
    // By the history: a question to the workflow would make a task of its own.
    await eventually(`reply ${reply} to be taken in`, async () => {
      const names = (await historyOf(ticket.handle)).map(({ name }) => name);
      const last = names.lastIndexOf('workflowExecutionSignaled');
      return (
        names.filter((name) => name === 'workflowExecutionSignaled').length === reply &&
        names.indexOf('workflowTaskCompleted', last) > 0
      );
    });
  }
  const events = await historyOf(ticket.handle);
  const traces = events.filter(({ name }) => name === 'upsertWorkflowSearchAttributes');
  expect(traces.map(attributesIn)).toEqual([['TicketTier'], ['TicketTier']]);
});

holding.concurrent('the details page tells tier, deadlines, what is held and what happened last', async ({ desk }) => {
  const createdAt = new Date(Date.now() - 60_000);
  const ticket = await desk.ticket({ createdAt, status: 'pending', customerTier: 'premium' });
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  await ticket.change({ slaHours: seconds(30) });
  const { held, deadlines, cooldownUntil, slaDueAt } = await ticket.until(
    'to hold the breach',
    (s) => s.held.length === 1,
  );
  await ticket.acknowledge();
  const page = await details(ticket);
  expect(page).toContain(`### ${ticket.id}: L2 (manual)`);
  expect(page).toContain('pending · high · premium · tier2_support');
  expect(page).toContain(`, due ${slaDueAt}, **breached**`);
  expect(page).toContain(`Cooldown until ${cooldownUntil}`);
  expect(page).toContain('Acknowledged by ann at ');
  expect(page).toContain(`\`sla_breached\` by the cooldown until ${held[0]!.until}`);
  expect(deadlines.length).toBeGreaterThan(0);
  for (const { at, rule, to } of deadlines) expect(page).toContain(`- ${at}: \`${rule}\` to ${to}`);
  expect(page).toMatch(/- \S+ L1 -> L2: manual by ann, priority high/);
});

test.concurrent('every run says for good whose ticket it is, with which SLA and which policy', async ({ desk }) => {
  const createdAt = new Date(Date.now() - 3_600_000).toISOString();
  const ticket = await desk.ticket({ customerTier: 'premium', slaHours: 12, createdAt });
  const { slaDueAt } = await ticket.atRest();
  const opened = await described(ticket);
  expect(opened.summary).toBe(`${ticket.id}: premium, SLA 12 h`);
  for (const said of [
    `\`${ticket.id}\``,
    'Customer tier: `premium`',
    'SLA: 12 h',
    `Created at: ${createdAt}`,
    `SLA due: ${slaDueAt}`,
    `Policy: \`${desk.policy.hash}\``,
    '`L1` (`tier1_support`) → `L2`',
    '`negative_sentiment` to `L2`: score below -0.6',
  ])
    expect(opened.details).toContain(said);

  await ticket.change({ status: 'resolved' });
  await ticket.result();
  await ticket.change({ status: 'open' });
  await ticket.atRest();
  const reopened = await described(ticket);
  expect(reopened.summary).toBe(`${ticket.id}: premium, SLA due ${slaDueAt}, reopened`);
  expect(reopened.details).toContain('Customer tier: `premium`');
  expect(reopened.details).toContain(`SLA due: ${slaDueAt}`);

  await ticket.handle.terminate('an accident');
  const { customerTier, slaHours, createdAt: since } = ticket.saved!.snapshot;
  const auditor = workflowsOf(desk.client, desk.taskQueue);
  await auditor.takeUp({ ticketId: ticket.id, customerTier, slaHours, createdAt: since });
  await ticket.atRest();
  const takenUp = await described(ticket);
  expect(takenUp.summary).toBe(`${ticket.id}: premium, SLA 12 h, taken up again`);
  expect(takenUp.details).toContain(`Created at: ${createdAt}`);
});

test.concurrent('a run that takes over has no static details: its page tells SLA and policy too', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
  const run = await ticket.runId();
  for (const eventId of ['a', 'b', 'c']) await ticket.agentReply(eventId);
  await ticket.nextRun(run);
  const { createdAt } = await ticket.atRest();
  const page = await details(ticket);
  expect(page).toContain(`SLA 24 h from ${createdAt}, due `);
  expect(page).toContain(`Policy \`${desk.policy.hash}\``);
});

test.concurrent('the ticket, its timers, errands and what is left of them have labels', async ({ desk }) => {
  const ticket = await desk.ticket({ createdAt: new Date(Date.now() - 60_000), status: 'pending' });
  expect(await (await ticket.handle.describe()).staticSummary()).toMatch(new RegExp(`^${ticket.id}: standard, SLA `));
  await ticket.atRest();
  desk.world.databaseDown = true;
  await ticket.change({ slaHours: seconds(30) });
  await ticket.reaches('manager');
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  expect(await details(ticket)).toContain(
    '**The database is behind**: it does not have the newest state and 1 log entry yet',
  );
  desk.world.databaseDown = false;
  await ticket.atRest();
  const page = await details(ticket);
  expect(page).not.toContain('The database is behind');
  expect(page).not.toContain('Alerts on their way');
  const labels = (await historyOf(ticket.handle)).flatMap(({ summary }) => summary ?? []);
  expect(labels).toEqual(
    expect.arrayContaining([
      `${ticket.id}: standard, SLA 24 h`,
      'L1 -> manager: sla_breached',
      'L1 -> manager sla_breached: saved',
      'L1 -> manager sla_breached: saved, Slack #escalations, Email managers@example.com',
    ]),
  );
});

/** Names of the search attributes that an event carries. */
function attributesIn({ attributes }: Awaited<ReturnType<typeof historyOf>>[number]): string[] {
  const { indexedFields = {} } = (attributes.searchAttributes ?? {}) as { indexedFields?: object };
  return Object.keys(indexedFields).sort();
}

/** SQLite, behind the development server, does not know that .08 s are .080 s: it compares texts. */
function around(instant: string): string {
  const [before, after] = [-1_000, 1_000].map((ms) => new Date(Date.parse(instant) + ms).toISOString());
  return `BETWEEN '${before}' AND '${after}'`;
}

/** What the Web UI shows of a run, whether a worker is there or not. */
async function described(ticket: DeskTicket) {
  const description = await ticket.handle.describe();
  return { summary: await description.staticSummary(), details: await description.staticDetails() };
}

/** What the Web UI asks for: the query that every workflow answers. */
async function details(ticket: DeskTicket): Promise<string> {
  const metadata = await ticket.handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails;
}
