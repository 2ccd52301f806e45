/** Stories for the recorder about the database: away, slow, behind. */
import { eventually } from '../support/desk.js';
import { breached, closed, escalatedTo, outlasting, pause, quiet, type Story } from './telling.js';

export const OUTAGES: Record<string, Story> = {
  'database-away-when-opened': async (desk) => {
    desk.world.databaseDown = true;
    const ticket = await breached(desk);
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    desk.world.databaseDown = false;
    return closed(ticket);
  },
  'database-away-in-between': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.databaseDown = true;
    await escalatedTo(ticket, 'L3');
    await ticket.reply();
    await ticket.acknowledge();
    desk.world.databaseDown = false;
    await ticket.atRest();
    await ticket.reply();
    return closed(ticket);
  },
  'database-away-when-closed': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.databaseDown = true;
    await ticket.change({ status: 'resolved' });
    await pause(1_500);
    desk.world.databaseDown = false;
    await ticket.result();
    return ticket;
  },
  'database-away-when-reopened': async (desk) => {
    const ticket = await desk.ticket();
    await escalatedTo(ticket, 'L3');
    await closed(ticket);
    desk.world.databaseDown = true;
    const reopened = ticket.change({ status: 'open' });
    await pause(1_500);
    await ticket.reply();
    desk.world.databaseDown = false;
    await reopened;
    return closed(ticket);
  },
  'everything-away-across-continue-as-new': (desk) => {
    desk.world.down.add('slack:#tier3-queue');
    desk.world.databaseDown = true;
    return outlasting(desk, 'L3', () => {
      desk.world.down.clear();
      desk.world.databaseDown = false;
    });
  },
  'escalated-during-the-first-write': async (desk) => {
    desk.world.whileSaving = () => pause(3_000);
    const ticket = await desk.ticket();
    await eventually('the first write', () => Promise.resolve(desk.world.errands.length > 0));
    await ticket.escalate('L3');
    desk.world.whileSaving = undefined;
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    return closed(ticket);
  },
  'slow-writes': async (desk) => {
    desk.world.whileSaving = () => pause(1_200);
    const ticket = await desk.ticket();
    for (let i = 0; i < 3; i++) {
      await ticket.agentReply();
      await ticket.acknowledge();
      await pause(400);
    }
    await escalatedTo(ticket, 'L3');
    return closed(ticket);
  },
  'outdated-write': async (desk) => {
    const ticket = await desk.ticket();
    const { rev } = await ticket.atRest();
    const { saved } = ticket;
    desk.world.tickets.set(ticket.id, { ...saved!, engine: { ...saved!.engine, rev: rev + 60_000 } });
    await ticket.acknowledge();
    await ticket.until('to be written after it', (state) => state.rev > rev + 60_000);
    return closed(ticket);
  },
  'policy-missing': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.tickets.delete(ticket.id);
    await ticket.acknowledge();
    return closed(ticket);
  },
  'earlier-chain': async (desk) => {
    const first = await desk.ticket();
    await escalatedTo(first, 'L3');
    await first.atRest();
    const ticketId = `T-${desk.taskQueue.slice(-8)}`;
    const copy = JSON.parse(JSON.stringify(first.saved).replaceAll(first.id, ticketId)) as NonNullable<
      typeof first.saved
    >;
    desk.world.tickets.set(ticketId, { ...copy, engine: { ...copy.engine, chain: 'a chain long ago' } });
    const again = await desk.ticket({ ticketId });
    await again.reply();
    await again.until('to take up what it was', ({ seq }) => seq === 1);
    return closed(again);
  },
};
