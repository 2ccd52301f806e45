/** A reopened ticket is being loaded: what is heard meanwhile leaves no commands, and is decided on later. */
import type { WorkflowUpdateHandle } from '@temporalio/client';
import { expect } from 'vitest';
import { commandUpdate, type CommandAnswer } from '../../src/workflows/contract.js';
import { eventually } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { calm as test } from '../support/story.js';
import { replayed } from './replayed.js';
import { closed, pause, taskOfItsOwn } from './telling.js';

test('a fact that does not say when it happened, and an update with the cache lost between', async ({ desk }) => {
  const ticket = await closed(await desk.ticket());
  desk.world.databaseDown = true;
  // Whoever asks gives up after a while: the database is away for longer on a busy machine.
  const reopened = ticket.change({ status: 'open' }).catch((error: unknown) => error);
  await eventually('a new run', async () => (await ticket.handle.describe()).status.name === 'RUNNING');
  const { handle } = ticket;
  await eventually('its first task', async () => (await timesOf(handle, 'workflowTaskCompleted')) > 0);
  await taskOfItsOwn(ticket, () => handle.signal('agentReplied', { eventId: 'a' }));
  await taskOfItsOwn(ticket, () => handle.signal('ticketChanged', { eventId: 'b', status: 'pending' }));
  await pause(1_500);
  const later = new Date();
  await pause(1_500);
  const command = { commandId: 'd', by: 'ann' };
  let asked: Promise<WorkflowUpdateHandle<CommandAnswer>> | undefined;
  await desk.away(async () => {
    asked = handle.startUpdate(commandUpdate('acknowledge'), { args: [command], waitForStage: 'ACCEPTED' });
    await pause(100);
  });
  const question = await asked!;
  await handle.signal('ticketChanged', { eventId: 'c', at: later.toISOString(), status: 'closed' });
  desk.world.databaseDown = false;
  expect(await question.result()).toMatchObject({ accepted: true });
  await reopened;
  await ticket.atRest();
  expect(await replayed(await handle.fetchHistory())).toBeUndefined();
});
