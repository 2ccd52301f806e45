/**
 * A run to which a signal comes while it continues as new is kept from it: the server refuses the try, and takes no more signals until the
 * run has ended; their senders wait for seconds. The ticket goes on meanwhile.
 */
import { Calls } from '../../src/client/calls.js';
import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { expect } from 'vitest';
import { customerReplied, received } from '../../src/workflows/contract.js';
import { eventually, type DeskTicket } from '../support/desk.js';
import { historyOf } from '../support/history.js';
import { calm as test } from '../support/story.js';

const SENDERS = 10;
const { WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND: REFUSED } = proto.temporal.api.enums.v1.WorkflowTaskFailedCause;

test('alerts are sent and the ticket is written while runs cannot continue as new', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 20 }, tier: 'L2' });
  await ticket.atRest();
  const firstRun = await ticket.runId();
  let sent = 0;
  let isStorming = true;
  const storm = Array.from({ length: SENDERS }, async () => {
    while (isStorming) {
      await ticket.handle.signal(customerReplied, { eventId: randomUUID(), at: new Date().toISOString() });
      sent++;
    }
  });
  try {
    await eventually('a try that is refused', () => wasRefused(ticket, firstRun));
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await eventually('the write', () => Promise.resolve(ticket.saved?.snapshot.tier === 'L3'));
  } finally {
    isStorming = false;
    await Promise.all(storm);
  }
  const state = await ticket.until('to hear them all', ({ customerReplyCount }) => customerReplyCount === sent);
  expect(state).toMatchObject({ tier: 'L3', seq: 1 });
});

/** Whether the server has refused to let this run, or one that followed it, continue as new. */
async function wasRefused(ticket: DeskTicket, runId: string): Promise<boolean> {
  const events = await historyOf(ticket.desk.client.workflow.getHandle(ticket.handle.workflowId, runId));
  if (events.some(({ name, attributes }) => name === 'workflowTaskFailed' && attributes['cause'] === REFUSED))
    return true;
  const next = events.at(-1)!.attributes['newExecutionRunId'];
  return typeof next === 'string' && wasRefused(ticket, next);
}

test.concurrent('what was ignored is still known to be in the next run', async ({ desk }) => {
  desk.world.databaseDown = true;
  const ticket = await desk.ticket({ limits: { messagesPerRun: 4 } });
  const run = await ticket.runId();
  // The one that goes on until the database is back: a workflow task that schedules it does not end the run, and none may follow.
  await eventually('the write that is retried', () => isRetried(ticket));
  await ticket.change({ status: 'closed' });
  await ticket.until('to be closed', (state) => state.closed);
  for (const eventId of ['late', 'later', 'last']) await ticket.reply(eventId);
  await ticket.nextRun(run);
  const calls = new Calls(desk.client, 30_000);
  const ask = (eventId: string) => calls.ask(() => ticket.handle.executeUpdate(received, { args: [{ eventId }] }));
  expect(await ask('late')).toBe('ignored');
  desk.world.databaseDown = false;
  await ticket.result();
});

/** Whether the run has an activity that is tried for the second time. */
async function isRetried({ handle }: DeskTicket): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).some(({ attempt }) => attempt! > 1);
}
