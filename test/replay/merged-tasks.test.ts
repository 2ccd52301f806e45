/**
 * Two workflow tasks without commands and then an update, the worker's cache lost between: the SDK takes the second task and that
 * of the update for one (temporalio/sdk-rust#1146). What trace.ts is for.
 */
import { expect } from 'vitest';
import type { CommandAnswer } from '../../src/workflows/contract.js';
import { Desk, eventually, type DeskTicket } from '../support/desk.js';
import { calm as test } from '../support/story.js';
import { alteredBundle } from './altered-bundle.js';
import { replayed } from './replayed.js';
import { pause, taskOfItsOwn } from './telling.js';

type Prelude = (ticket: DeskTicket) => Promise<unknown>;

const reply: Prelude = (ticket) => taskOfItsOwn(ticket, () => ticket.agentReply());
/** A workflow task in which the loop does not run. */
const malformed: Prelude = (ticket) => taskOfItsOwn(ticket, () => ticket.handle.signal('customerReplied', null));
/** An update that its validator refuses leaves no events, unless a signal comes before it is worked off. */
const refused: Prelude = (ticket) =>
  ticket.handle.executeUpdate('escalate', { args: [{ by: 'nobody' }] }).catch((error: unknown) => error);

/** What happens before: in each of these tasks the workflow asks for nothing. */
const PRELUDES: Record<string, Prelude[]> = {
  'a fact': [reply],
  'two facts': [reply, reply],
  'three facts': [reply, reply, reply],
  'a malformed signal': [malformed],
  'a malformed signal after a fact': [reply, malformed],
  'a malformed signal after two facts': [reply, reply, malformed],
  'a refused update after a fact': [reply, refused],
  'a refused update after two facts': [reply, reply, refused],
};

/** The last fact before the update: a score that is used up by the first decision that sees it. */
const score = (ticket: DeskTicket) => ticket.score(0.5);

for (const [title, prelude] of Object.entries(PRELUDES)) {
  test.concurrent(`a score after ${title} is decided on before the command that follows`, async ({ desk }) => {
    desk.expectComplaint(/malformed message ignored/);
    const ticket = await desk.ticket();
    await ticket.atRest();
    for (const happens of prelude) await happens(ticket);
    await taskOfItsOwn(ticket, () => score(ticket));
    await afterLostCache(ticket, () => ticket.escalate('L2'));
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    expect(await ticket.atRest()).toMatchObject({ tier: 'L2', seq: 1 });
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  });
}

for (const [title, before] of Object.entries({ 'a fact': [reply], 'two facts': [reply, reply] })) {
  test.concurrent(`a refused update that comes with the score, after ${title}`, async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.atRest();
    for (const happens of before) await happens(ticket);
    let refusal: Promise<unknown> = Promise.resolve();
    // The update's task is in memory only, until the signal writes it down: with nothing between it and the task before.
    await taskOfItsOwn(ticket, () =>
      desk.away(async () => {
        refusal = refused(ticket);
        await pause(300);
        await score(ticket);
      }),
    );
    await refusal;
    await afterLostCache(ticket, () => ticket.escalate('L2'));
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    expect(await ticket.atRest()).toMatchObject({ tier: 'L2', seq: 1 });
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  });
}

test.concurrent('what came of two alerts is taken in before the command that follows', async ({ desk }) => {
  const targets = ['slack:#tier3-queue', 'email:tier3@example.com'];
  for (const target of targets) desk.world.down.add(target);
  const ticket = await desk.ticket();
  await ticket.escalate('L3');
  await eventually('tries by themselves', () => Promise.resolve(desk.world.attempts.length >= 4));
  targets.forEach((target, i) => desk.world.slow.set(target, 2_000 * (i + 1)));
  desk.world.down.clear();
  await desk.expectAlerts(...ticket.alerts(1, 'L3'));
  await ticket.atRest();
  desk.world.slow.clear();
  await afterLostCache(ticket, () => ticket.deEscalate());
  await desk.expectAlerts(...ticket.alerts(2, 'L3'));
  await ticket.atRest();
  expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
});

test('without a trace they are decided on together, and no worker can take the ticket over', async ({
  connections,
  policy,
}) => {
  const untraced = { file: 'workflows/trace.ts', replace: 'return !follows;', by: 'return false;' };
  const bundle = await alteredBundle({ ticketWorkflow: [untraced] });
  const desk = await Desk.open({ ...connections, policy, bundle });
  desk.expectComplaint(/Nondeterminism error/);
  const ticket = await desk.ticket();
  await ticket.atRest();
  await reply(ticket);
  await taskOfItsOwn(ticket, () => score(ticket));
  await afterLostCache(ticket, () => ticket.escalate('L2'));
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'));
  expect(await ticket.atRest()).toMatchObject({ tier: 'L1', seq: 2 });
  const error = await replayed(await ticket.handle.fetchHistory(), bundle);
  expect(error?.name).toBe('DeterminismViolationError');
  await desk.close();
});

/** The command comes while no worker is there; the one that then works it off has to replay. */
async function afterLostCache(ticket: DeskTicket, command: () => Promise<CommandAnswer>): Promise<void> {
  let answer: Promise<unknown> = Promise.resolve();
  await ticket.desk.away(async () => {
    answer = command();
    await pause(100);
  });
  expect(await answer).toMatchObject({ accepted: true });
}
