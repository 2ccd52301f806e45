/** How a watch begins. */
import { expect } from 'vitest';
import { WorkflowNotFoundError } from '@temporalio/client';
import { TicketNotFoundError, UnconfirmedTicketError } from '../../src/client/errors.js';
import { Rung } from '../../src/client/rung.js';
import { seconds, test } from '../support/story.js';
import { historyOf } from '../support/history.js';

test.concurrent(
  'a ticket past several marks when its watch begins is decided once: the winner fires',
  async ({ desk }) => {
    const ticket = await desk.ticket({ createdAt: new Date(Date.now() - 60_000), slaHours: seconds(8) });
    const state = await ticket.reaches('manager');
    expect(state.history).toMatchObject([
      { kind: 'escalated', rule: 'sla_breached', from: 'L1', candidates: ['time_based', 'sla_breached'] },
    ]);
    expect(state.slaBreachedAt).toBe(state.slaDueAt);
    expect(state.held).toEqual([]);
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
  },
);

test.concurrent('a ticket created as resolved is closed at once and pages nobody', async ({ desk }) => {
  const ticket = await desk.ticket({
    status: 'resolved',
    createdAt: new Date(Date.now() - 60_000),
    slaHours: seconds(8),
  });
  expect(await ticket.result()).toMatchObject({ outcome: 'closed', status: 'resolved', tier: 'L1', seq: 0 });
  expect(ticket.saved?.snapshot).toMatchObject({ status: 'resolved', nextDeadlineAt: null });
  expect([...desk.world.log.values()]).toMatchObject([{ decision: { kind: 'closed', status: 'resolved' } }]);
});

test.concurrent(
  'opening a ticket that exists changes nothing, while it is watched and afterwards',
  async ({ desk }) => {
    const ticket = await desk.ticket({ priority: 'low' });
    const again = { ticketId: ticket.id, status: 'open', priority: 'urgent', customerTier: 'enterprise', slaHours: 1 };
    expect(await desk.rung.openTicket(again)).toEqual({ outcome: 'exists' });
    expect(await ticket.atRest()).toMatchObject({ priority: 'low', customerTier: 'standard', slaHours: 24 });
    await ticket.change({ status: 'closed' });
    await ticket.result();
    expect(await desk.rung.openTicket(again)).toEqual({ outcome: 'exists' });
    expect(await ticket.state()).toMatchObject({ closed: true, priority: 'low' });
  },
);

test.concurrent('facts, commands and questions about a ticket that was never opened are refused', async ({ desk }) => {
  const nobody = desk.known('T-never-opened');
  await expect(nobody.reply()).rejects.toThrow(TicketNotFoundError);
  await expect(nobody.acknowledge()).rejects.toThrow(TicketNotFoundError);
  await expect(nobody.state()).rejects.toThrow(TicketNotFoundError);
  await expect(nobody.change({ status: 'closed' })).rejects.toThrow(TicketNotFoundError);
  expect(desk.world.tickets.size).toBe(0);
});

test.concurrent(
  'a status that would reopen a ticket that was never opened is refused, by its workflow',
  async ({ desk }) => {
    const nobody = desk.known(`T-${desk.taskQueue}`);
    await expect(nobody.change({ status: 'open' })).rejects.toThrow(TicketNotFoundError);
    expect(await nobody.result()).toEqual({ ticketId: nobody.id, outcome: 'unknown-ticket' });
    expect(await desk.rung.getState(nobody.id)).toBeNull();
    expect(desk.world.writes).toEqual([]);
  },
);

const TICKET = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };

test.concurrent(
  'while a run looks for a ticket, opening it is unconfirmed; when there was none, it is opened',
  async ({ desk }) => {
    const nobody = desk.known(`T-${desk.taskQueue}`);
    const { client, policy, taskQueue } = desk;
    const hasty = new Rung({ client, policy, taskQueue, timeoutMs: 2_000 });
    const open = () => hasty.openTicket({ ...TICKET, ticketId: nobody.id });
    await desk.away(async () => {
      await expect(hasty.ticketChanged(nobody.id, { status: 'open' })).rejects.toThrow(UnconfirmedTicketError);
      await expect(open()).rejects.toThrow(UnconfirmedTicketError);
    });
    expect(await nobody.result()).toMatchObject({ outcome: 'unknown-ticket' });
    const ticket = { ...TICKET, ticketId: nobody.id };
    expect(await desk.rung.openTicket(ticket)).toEqual({ outcome: 'opened' });
    expect(await desk.rung.openTicket(ticket)).toEqual({ outcome: 'exists' });
    await nobody.change({ status: 'closed' });
    expect(await nobody.result()).toMatchObject({ outcome: 'closed' });
  },
);

test.concurrent('who knows the database begins no run for a ticket that is not in it', async ({ desk }) => {
  const nobody = desk.known(`T-${desk.taskQueue}`);
  const { client, policy, taskQueue } = desk;
  let knows = () => Promise.resolve(false);
  const rung = new Rung({ client, policy, taskQueue, knows: () => knows() });
  await expect(rung.ticketChanged(nobody.id, { status: 'open' })).rejects.toThrow(TicketNotFoundError);
  knows = () => Promise.reject(new Error('it does not answer'));
  await expect(rung.ticketChanged(nobody.id, { status: 'open' })).rejects.toThrow(UnconfirmedTicketError);
  await expect(nobody.handle.describe()).rejects.toThrow(WorkflowNotFoundError);
});

test.concurrent('a deadline ten years ahead is one timer', async ({ desk }) => {
  const ticket = await desk.ticket({ slaHours: 87_600, status: 'pending' });
  const { slaDueAt, nextDeadlineAt } = await ticket.atRest();
  expect(nextDeadlineAt).toBe(slaDueAt);
  const timers = (await historyOf(ticket.handle)).filter(({ name }) => name === 'timerStarted');
  expect(timers.map(({ summary }) => summary)).toEqual(['L1 -> manager: sla_breached']);
});
