/** A signal and a timer in one workflow task: the clock and the facts decide, not which of the two came first. */
import { expect } from 'vitest';
import { eventually, type DeskTicket, type NewDeskTicket } from '../../support/desk.js';
import { timesOf } from '../../support/history.js';
import { DEFAULT_POLICY, HOUR, skipTo, test } from '../../support/time-skipping.js';

const DESK = {
  policy: DEFAULT_POLICY.replace('cooldown: 4h', 'cooldown: 6h').replace('idle: 2h', 'idle: 6h'),
  cached: 0,
};

interface Meeting {
  /** Its timer rings six hours after it was created. */
  ticket: NewDeskTicket;
  told: (ticket: DeskTicket) => Promise<unknown>;
  then: (ticket: DeskTicket) => Promise<unknown>;
}

const MEETINGS: Record<string, Meeting> = {
  'a reply: the idle rule does not fire': {
    ticket: { customerTier: 'enterprise' },
    told: (ticket) => ticket.agentReply(),
    async then(ticket) {
      await eventually('the timer of the next spell', async () => (await timesOf(ticket.handle, 'timerStarted')) === 2);
      expect(await ticket.atRest()).toMatchObject({ tier: 'L1', seq: 0 });
    },
  },
  'a closing status: the ticket is closed and nothing fires': {
    ticket: { slaHours: 6, status: 'pending' },
    told: (ticket) => ticket.change({ status: 'resolved' }),
    async then(ticket) {
      expect(await ticket.result()).toMatchObject({ outcome: 'closed', tier: 'L1', seq: 0 });
      expect(await ticket.kinds()).toEqual(['closed']);
    },
  },
  'a fact that makes another rule win': {
    ticket: { slaHours: 8 },
    told: (ticket) => ticket.change({ customerTier: 'enterprise' }),
    async then(ticket) {
      const { history } = await ticket.reaches('manager');
      expect(history).toMatchObject([
        { kind: 'escalated', rule: 'vip_stuck', candidates: expect.arrayContaining(['time_based', 'vip_stuck']) },
      ]);
      await ticket.desk.expectAlerts(...ticket.alerts(1, 'manager'));
    },
  },
  'a fact that moves the deadline away': {
    ticket: { slaHours: 6, status: 'pending' },
    told: (ticket) => ticket.change({ slaHours: 100 }),
    async then(ticket) {
      const state = await ticket.until('to hear it', ({ slaHours }) => slaHours === 100);
      expect(state).toMatchObject({ tier: 'L1', seq: 0 });
      expect(await ticket.atRest()).toMatchObject({ slaBreachedAt: null });
      expect(await timesOf(ticket.handle, 'timerStarted')).toBe(2);
    },
  },
};

test('both wait for a worker: what was told before the timer rang, and what was told after', async ({
  open,
  env,
  pass,
}) => {
  const desk = await open(DESK);
  const start = await desk.now();
  const opened = (fields: NewDeskTicket) => desk.ticket({ ...fields, createdAt: new Date(start) });
  const meetings = Object.entries(MEETINGS).flatMap(([title, meeting]) =>
    (['before', 'after'] as const).map((order) => ({ ...meeting, order, title: `${order} the timer, ${title}` })),
  );
  const tickets = new Map<string, DeskTicket>();
  for (const { title, ticket } of meetings) tickets.set(title, await opened(ticket));
  const commanded = await opened({ slaHours: 6, status: 'pending' });
  for (const ticket of [...tickets.values(), commanded]) await ticket.atRest();
  let answer: Promise<unknown> = Promise.resolve();
  await desk.away(async () => {
    // While a task waits for a worker, time does not leap.
    await skipTo(env!, start + 6 * HOUR - 1_000);
    for (const { title, order, told } of meetings) if (order === 'before') await told(tickets.get(title)!);
    for (const ticket of [...tickets.values(), commanded])
      await eventually('the timer to ring', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
    for (const { title, order, told } of meetings) if (order === 'after') await told(tickets.get(title)!);
    answer = commanded.escalate('manager');
  });
  for (const { title, then } of meetings) {
    await then(tickets.get(title)!).catch((error: unknown) => {
      throw new Error(title, { cause: error });
    });
  }

  // A command is done first, then the rule has what it asks for.
  expect(await answer).toEqual({ accepted: true, tier: 'manager', seq: 1 });
  const state = await commanded.atRest();
  expect(state).toMatchObject({ seq: 1, held: [], slaBreachedAt: state.slaDueAt });
  await desk.expectAlerts(...commanded.alerts(1, 'manager'));

  // The next idle spell ends in its turn.
  await pass(6);
  for (const { title } of meetings.filter(({ ticket }) => ticket.customerTier)) {
    const idle = await tickets.get(title)!.reaches('manager');
    expect(idle.seq).toBe(1);
    expect(Date.parse(idle.escalatedAt!) - Date.parse(idle.lastActivityAt)).toBeGreaterThanOrEqual(6 * HOUR);
    await desk.expectAlerts(...tickets.get(title)!.alerts(1, 'manager'));
  }
});
