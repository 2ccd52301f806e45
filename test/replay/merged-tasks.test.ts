/**
 * Two workflow tasks without commands and then an update, the worker's cache lost between: the SDK takes the second task and that
 * of the update for one (temporalio/sdk-rust#1146). What trace.ts is for.
 */
import { expect } from 'vitest';
import { Desk, type DeskTicket } from '../support/desk.js';
import { calm as test } from '../support/story.js';
import { AlteredCopy } from './altered-copy.js';
import { replayed } from './replayed.js';
import { taskOfItsOwn } from './telling.js';

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
    await ticket.settles();
    for (const happens of prelude) await happens(ticket);
    await taskOfItsOwn(ticket, () => score(ticket));
    await escalatedAfterLostCache(ticket);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    expect(await ticket.settles()).toMatchObject({ tier: 'L2', seq: 1 });
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  });
}

for (const [title, before] of Object.entries({ 'a fact': [reply], 'two facts': [reply, reply] })) {
  test.concurrent(`a refused update that comes with the score, after ${title}`, async ({ desk }) => {
    const ticket = await desk.ticket();
    await ticket.settles();
    for (const happens of before) await happens(ticket);
    let refusal: Promise<unknown> = Promise.resolve();
    // The update's task is in memory only, until the signal writes it down: with nothing between it and the task before.
    await taskOfItsOwn(ticket, () =>
      desk.away(async () => {
        refusal = refused(ticket);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await score(ticket);
      }),
    );
    await refusal;
    await escalatedAfterLostCache(ticket);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    expect(await ticket.settles()).toMatchObject({ tier: 'L2', seq: 1 });
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  });
}

test('without a trace they are decided on together, and no worker can take the ticket over', async ({
  connections,
  policy,
}) => {
  const copy = await AlteredCopy.create();
  const bundle = await copy.bundle([{ file: 'workflows/trace.ts', replace: 'return !follows;', by: 'return false;' }]);
  await copy.remove();
  const desk = await Desk.open({ ...connections, policy, bundle });
  desk.expectComplaint(/Nondeterminism error/);
  const ticket = await desk.ticket();
  await ticket.settles();
  await reply(ticket);
  await taskOfItsOwn(ticket, () => score(ticket));
  await escalatedAfterLostCache(ticket);
  await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'));
  expect(await ticket.settles()).toMatchObject({ tier: 'L1', seq: 2 });
  const error = await replayed(await ticket.handle.fetchHistory(), bundle);
  expect(error?.name).toBe('DeterminismViolationError');
  await desk.close();
});

/** The command comes while no worker is there; the one that then works it off has to replay. */
async function escalatedAfterLostCache(ticket: DeskTicket): Promise<void> {
  let answer: Promise<unknown> = Promise.resolve();
  await ticket.desk.away(() => {
    answer = ticket.escalate('L2');
    return Promise.resolve();
  });
  expect(await answer).toMatchObject({ accepted: true });
}
