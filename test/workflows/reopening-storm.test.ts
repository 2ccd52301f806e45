/** A ticket that is being loaded hears more than a run may hear: the next run goes on with it, and nothing is lost. */
import { expect } from 'vitest';
import { Calls } from '../../src/client/calls.js';
import { commandUpdate, received, TICKET_WORKFLOW, type TicketInput } from '../../src/workflows/contract.js';
import { eventually } from '../support/desk.js';
import { calm as test } from '../support/story.js';
import { replayedAll } from '../replay/replayed.js';

const LIMIT = 6;

test('a run that cannot load its ticket hands what it has heard to the next one', async ({ desk }) => {
  const ticket = await desk.ticket({ tier: 'L2' });
  await ticket.change({ status: 'closed' });
  await ticket.result();
  desk.world.databaseDown = true;
  const input: TicketInput = { mode: 'reopen', ticketId: ticket.id, limits: { messagesPerRun: LIMIT } };
  const { client, taskQueue } = desk;
  const started = await client.workflow.signalWithStart(TICKET_WORKFLOW, {
    ...{ workflowId: ticket.handle.workflowId, taskQueue, args: [input] },
    ...{ signal: 'ticketChanged', signalArgs: [{ eventId: 'again', status: 'open' }] },
  });
  const runs = [started.signaledRunId];
  // A workflow task that the server takes back takes its updates along, so that they have to be sent again.
  const calls = new Calls(client, 30_000);
  const question = calls.ask(() => ticket.handle.executeUpdate(received, { args: [{ eventId: 'again' }] }));
  const command = calls.ask(() =>
    ticket.handle.executeUpdate(commandUpdate('acknowledge'), { args: [{ commandId: 'c', by: 'ann' }] }),
  );
  const asked = Promise.all([question, command]);
  for (let run = 1; run <= 2; run++) {
    for (let n = 0; n < LIMIT; n++) await ticket.handle.signal('customerReplied', { eventId: `r${run}-${n}` });
    await ticket.nextRun(runs.at(-1)!);
    runs.push(await ticket.runId());
  }
  const reason = `ticket ${ticket.id} is still being loaded; try again`;
  expect(await asked).toEqual(['applied', { accepted: false, reason }]);

  desk.world.databaseDown = false;
  await eventually('the ticket', async () => (await desk.rung.getState(ticket.id)) !== null);
  expect(await ticket.atRest()).toMatchObject({ status: 'open', customerReplyCount: 2 * LIMIT });
  const histories = runs.map(async (runId) => {
    const { workflowId } = ticket.handle;
    return { workflowId, history: await client.workflow.getHandle(workflowId, runId).fetchHistory() };
  });
  expect(await replayedAll(await Promise.all(histories))).toEqual([undefined, undefined, undefined]);
});
