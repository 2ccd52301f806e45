/** Commands of people: each is answered, done or refused. */
import { expect } from 'vitest';
import { InvalidRequestError } from '../../src/client/errors.js';
import { historyOf, timesOf } from '../support/history.js';
import { calm as test } from '../support/story.js';

test.concurrent('a person takes a ticket up, rung by rung or to a tier, and down again', async ({ desk }) => {
  const ticket = await desk.ticket();
  expect(await ticket.escalate()).toEqual({ accepted: true, tier: 'L2', seq: 1 });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  expect(await ticket.escalate('manager')).toEqual({ accepted: true, tier: 'manager', seq: 2 });
  await desk.expectAlerts(...ticket.alerts(2, 'manager'));
  expect(await ticket.deEscalate()).toEqual({ accepted: true, tier: 'L2', seq: 3 });
  await desk.expectAlerts(...ticket.alerts(3, 'manager', 'L2'));
  expect(await ticket.escalate()).toEqual({ accepted: true, tier: 'L3', seq: 4 });
  await desk.expectAlerts(...ticket.alerts(4, 'L3'));
  expect(await ticket.deEscalate('base')).toEqual({ accepted: true, tier: 'L1', seq: 5 });
  await desk.expectAlerts(...ticket.alerts(5, 'L3'));
  const { history, priority } = await ticket.atRest();
  expect(history.map((line) => 'by' in line && line.by)).toEqual(['ann', 'ann', 'ann', 'ann', 'ann']);
  expect(history[0]).toMatchObject({
    rule: 'manual',
    candidates: [],
    notify: ['slack:#tier2-queue', 'email:tier2@example.com'],
  });
  expect(history[4]).toMatchObject({ reason: 'manual', from: 'L3', to: 'L1' });
  expect(priority).toBe('normal');
});

test.concurrent('what cannot be done is refused with a sentence, and leaves no trace', async ({ desk }) => {
  const ticket = await desk.ticket();
  expect(await ticket.deEscalate()).toEqual({
    accepted: false,
    reason: `ticket ${ticket.id} stands at L1, its base tier`,
  });
  expect(await ticket.escalate('L9')).toEqual({
    accepted: false,
    reason: 'there is no tier L9; the ladder has L1, L2, L3, manager',
  });
  expect(await ticket.escalate('L1')).toMatchObject({
    accepted: false,
    reason: expect.stringContaining('at L1 already'),
  });
  expect(await ticket.atRest()).toMatchObject({ history: [], seq: 0 });
  expect(desk.world.log.size).toBe(0);
});

test.concurrent('a command under the same id is done once, also in a later run', async ({ desk }) => {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 2 } });
  const command = { by: 'ann', commandId: 'c-1' };
  expect(await desk.rung.escalate(ticket.id, command)).toEqual({ accepted: true, tier: 'L2', seq: 1 });
  const run = await ticket.runId();
  expect(await desk.rung.escalate(ticket.id, command)).toMatchObject({ accepted: true, tier: 'L2', seq: 1 });
  await desk.rung.acknowledge(ticket.id, { by: 'bob', commandId: 'c-2' });
  await ticket.reply();
  await ticket.until('to hear the reply', (state) => state.customerReplyCount === 1);
  await ticket.nextRun(run);
  expect(await desk.rung.escalate(ticket.id, command)).toEqual({ accepted: true, tier: 'L2', seq: 1, repeated: true });
  expect(await ticket.atRest()).toMatchObject({ seq: 1, acknowledged: { by: 'bob', seq: 1 } });
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});

test.concurrent('a command whose form is wrong is rejected by the validator and leaves no event', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  const ask = (name: string, ...args: unknown[]) =>
    ticket.handle.executeUpdate<unknown, [unknown]>(name, { args: args as [unknown] });
  for (const payload of [
    undefined,
    null,
    'escalate',
    [],
    {},
    { commandId: '', by: 'ann' },
    { commandId: 'c'.repeat(201), by: 'ann' },
    { commandId: 'c', by: 5 },
  ]) {
    await expect(ask('escalate', payload), JSON.stringify(payload)).rejects.toThrow(/Update failed/);
  }
  await expect(ask('deEscalate', { commandId: 'c', by: 'ann', to: 'L1' })).rejects.toThrow();
  await expect(ask('received', null)).rejects.toThrow();
  await expect(ask('received', { eventId: 7 })).rejects.toThrow();
  await expect(ask('selfDestruct', { commandId: 'c', by: 'ann' })).rejects.toThrow();
  await expect(ask('__temporal_x', { commandId: 'c', by: 'ann' })).rejects.toThrow();
  expect(await timesOf(ticket.handle, 'workflowExecutionUpdateAccepted')).toBe(0);
  await expect(desk.rung.escalate(ticket.id, { by: 'x'.repeat(101) })).rejects.toThrow(InvalidRequestError);
  expect(await ticket.acknowledge()).toEqual({ accepted: true, tier: 'L1', seq: 0 });
});

test.concurrent(
  'a command to a closed ticket is refused: after its end, and while its outbox drains',
  async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    desk.world.databaseDown = true;
    await ticket.change({ status: 'resolved' });
    await ticket.until('to be closed', (state) => state.closed);
    const refusal = { accepted: false, reason: expect.stringContaining('set another status to reopen it first') };
    expect(await ticket.escalate()).toEqual(refusal);
    desk.world.databaseDown = false;
    await ticket.result();
    expect(await ticket.escalate()).toEqual(refusal);
    expect(await ticket.acknowledge()).toEqual(refusal);
  },
);

test.concurrent('who acknowledges is shown and logged; rules go on', async ({ desk }) => {
  const ticket = await desk.ticket({ status: 'pending' });
  expect(await ticket.acknowledge()).toEqual({ accepted: true, tier: 'L1', seq: 0 });
  expect(await ticket.state()).toMatchObject({ acknowledged: { by: 'ann', seq: 0 } });
  // The SLA still counts, and its transition ends the acknowledgement.
  await ticket.slaEndsIn(1);
  expect(await ticket.reaches('manager')).toMatchObject({ acknowledged: null });
  expect(await ticket.kinds()).toEqual(['acknowledged', 'escalated']);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});

test.concurrent('whoever hands a ticket back lets go what was held, at once and once', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.acknowledge();
  await ticket.change({ customerTier: 'enterprise' });
  await ticket.until('to hold a rule', ({ held }) => held.some(({ by }) => by === 'acknowledgement'));
  const back = { by: 'ben', commandId: 'back' };
  const answer = await desk.rung.unacknowledge(ticket.id, back);
  expect(answer).toMatchObject({ accepted: true });
  expect(await ticket.reaches('manager')).toMatchObject({ acknowledged: null, held: [] });
  const { history } = await ticket.atRest();
  expect(history.map(({ kind }) => kind)).toEqual(['acknowledged', 'held', 'unacknowledged', 'escalated']);
  expect(history[2]).toMatchObject({ by: 'ben', at: history[3]!.at });
  expect(desk.world.logged(ticket.id)).toEqual(history.map(({ kind }) => kind));
  expect(await desk.rung.unacknowledge(ticket.id, back)).toEqual(answer);
  const refusal = { accepted: false, reason: `ticket ${ticket.id} is not acknowledged` };
  expect(await desk.rung.unacknowledge(ticket.id, { by: 'ben' })).toEqual(refusal);
  await desk.expectAlerts(...ticket.alerts(1, 'manager'));
});

test.concurrent('a command is decided on in the workflow task that brings it', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  const quiet = (await historyOf(ticket.handle)).length;
  await ticket.escalate('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  // An activity's start is in the history once the activity has ended.
  await ticket.atRest();
  const names = (await historyOf(ticket.handle)).slice(quiet).map(({ name }) => name);
  const task = names.slice(3, names.indexOf('activityTaskStarted'));
  expect(names.slice(0, 3)).toEqual(['workflowTaskScheduled', 'workflowTaskStarted', 'workflowTaskCompleted']);
  expect(task).toEqual(
    expect.arrayContaining([
      'workflowExecutionUpdateAccepted',
      'activityTaskScheduled',
      'workflowExecutionUpdateCompleted',
    ]),
  );
});

test.concurrent('a command that waits does not keep what happens meanwhile waiting', async ({ desk }) => {
  const ticket = await desk.ticket();
  await ticket.atRest();
  const command = ticket.escalate('L2');
  await ticket.until('to have been asked', () => true);
  await ticket.reply();
  expect(await command).toMatchObject({ accepted: true, tier: 'L2', seq: 1 });
  expect((await ticket.state()).customerReplyCount).toBe(1);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
});
