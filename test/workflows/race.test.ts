/** A signal and a timer in one workflow task: the clock and the facts decide, not which of the two came first. */
import { expect } from 'vitest';
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { seconds, SECONDS_POLICY, test as story } from '../support/story.js';

/** Long enough for the workers to stop before the timer rings, also on a slow machine. */
const test = story.extend({
  policy: SECONDS_POLICY.replace('cooldown: 4s', 'cooldown: 8s')
    .replace('idle: 2s', 'idle: 6s')
    .replace('stalled: 4s', 'stalled: 20s'),
});

/** Both wait on the server when the workers come back: what happens before the timer rings, and what happens after. */
async function meet(desk: Desk, ticket: DeskTicket, happens: { before?: () => unknown; after?: () => unknown }) {
  await ticket.atRest();
  await desk.away(async () => {
    expect(await timesOf(ticket.handle, 'timerFired')).toBe(0);
    await happens.before?.();
    await eventually('the timer to be due', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
    await happens.after?.();
  });
}

for (const order of ['before', 'after'] as const) {
  test.concurrent(
    `a reply ${order} the timer: the idle rule does not fire, but the next spell does`,
    async ({ desk }) => {
      const ticket = await desk.ticket({ customerTier: 'enterprise' });
      await meet(desk, ticket, { [order]: () => ticket.agentReply() });
      const state = await ticket.reaches('manager');
      expect(state.seq).toBe(1);
      expect(Date.parse(state.escalatedAt!) - Date.parse(state.lastActivityAt)).toBeGreaterThanOrEqual(6_000);
      await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    },
  );

  test.concurrent(`a closing status ${order} the timer: the ticket is closed and nothing fires`, async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(6), status: 'pending' });
    await meet(desk, ticket, { [order]: () => ticket.change({ status: 'resolved' }) });
    expect(await ticket.result()).toMatchObject({ outcome: 'closed', tier: 'L1', seq: 0 });
    expect(await ticket.kinds()).toEqual(['closed']);
  });

  test.concurrent(`a fact ${order} the timer that makes another rule win`, async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(16), createdAt: new Date(Date.now() - 6_500) });
    await meet(desk, ticket, { [order]: () => ticket.change({ customerTier: 'enterprise' }) });
    const state = await ticket.reaches('manager');
    expect(state.history).toMatchObject([
      { kind: 'escalated', rule: 'vip_stuck', candidates: expect.arrayContaining(['time_based', 'vip_stuck']) },
    ]);
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  });

  test.concurrent(`a fact ${order} the timer that moves the deadline away`, async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(6), status: 'pending' });
    await meet(desk, ticket, { [order]: () => ticket.change({ slaHours: 1 }) });
    expect(await ticket.until('to hear it', ({ slaHours }) => slaHours === 1)).toMatchObject({ tier: 'L1', seq: 0 });
    expect(await ticket.atRest()).toMatchObject({ slaBreachedAt: null });
    expect(await timesOf(ticket.handle, 'timerStarted')).toBe(2);
  });

  test.concurrent(`a confirmation ${order} the end of the cooldown: what was held is not fired`, async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(1), status: 'pending' });
    await ticket.escalate('L2');
    await ticket.until('to hold the breach', ({ held }) => held.length === 1);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    const rung = await timesOf(ticket.handle, 'timerFired');
    await ticket.atRest();
    await desk.away(async () => {
      if (order === 'before') await ticket.confirm();
      await eventually('the cooldown to end', async () => (await timesOf(ticket.handle, 'timerFired')) > rung);
      if (order === 'after') await ticket.confirm();
    });
    expect(await ticket.result()).toMatchObject({ status: 'resolved', tier: 'L1', seq: 2 });
    expect(await ticket.kinds()).toEqual(['escalated', 'held', 'deescalated', 'closed']);
    await desk.expectAlerts(...ticket.alerts(2, 'L2'));
  });
}

test.concurrent(
  'a command that meets the timer: the command is done first, then the rule has what it asks for',
  async ({ desk }) => {
    const ticket = await desk.ticket({ slaHours: seconds(6), status: 'pending' });
    let answer: Promise<unknown> = Promise.resolve();
    await meet(desk, ticket, {
      after: () => {
        answer = ticket.escalate('manager');
      },
    });
    expect(await answer).toEqual({ accepted: true, tier: 'manager', seq: 1 });
    const state = await ticket.atRest();
    expect(state).toMatchObject({ seq: 1, held: [], slaBreachedAt: state.slaDueAt });
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  },
);
