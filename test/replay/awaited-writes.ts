/** Stories in which something waits for a write, or a write for something. */
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { breached, closed, nextRun, pause, type Story } from './telling.js';

export const AWAITED_WRITES: Record<string, Story> = {
  'last-write': async (desk) => {
    const ticket = await desk.ticket();
    for (let n = 0; n < 2; n++) {
      await ticket.reply('a');
      await ticket.settles();
    }
    return closed(ticket);
  },
  'last-write-during-outage': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.settles();
    desk.world.databaseDown = true;
    await ticket.change({ status: 'resolved' });
    await pause(1_500);
    desk.world.databaseDown = false;
    await ticket.result();
    return ticket;
  },
  'reopened-during-the-last-write': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.settles();
    desk.world.whileSaving = async ({ snapshot }) => {
      if (snapshot.status !== 'resolved') return;
      desk.world.whileSaving = undefined;
      await ticket.change({ status: 'pending' });
    };
    await ticket.change({ status: 'resolved' });
    await ticket.until('to be open', ({ status }) => status === 'pending');
    return closed(ticket);
  },
  'breached-when-opened': async (desk) => {
    const ticket = await breached(desk);
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'breached-when-opened-during-outage': async (desk) => {
    desk.world.databaseDown = true;
    const ticket = await breached(desk);
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    desk.world.databaseDown = false;
    return closed(ticket);
  },
  'continued-without-a-write': async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    for (let n = 0; n < 3; n++) {
      await ticket.settles();
      await ticket.agentReply();
    }
    await nextRun(ticket, run);
    return closed(ticket);
  },
  'write-that-outlasts-its-task': writeThatOutlastsItsTask,
  'many-changes-under-one-mark': async (desk) => {
    desk.world.slow.set('slack:#tier2-queue', 7_000);
    desk.world.gone.add('email:tier2@example.com');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await ticket.deEscalate();
    await ticket.reply('a');
    await ticket.reply('a');
    await ticket.escalate('L3');
    await eventually('the pages', () => Promise.resolve(desk.world.sent.length >= 3));
    await desk.expectAlerts(...desk.world.keys());
    await ticket.settles();
    await desk.expectAlerts(...desk.world.keys());
    return closed(ticket);
  },
};

/** A fact comes between the end of the task and the end of its write. */
export async function writeThatOutlastsItsTask(desk: Desk): Promise<DeskTicket> {
  const ticket = await desk.ticket();
  await ticket.settles();
  desk.world.whileSaving = async ({ snapshot }) => {
    if (snapshot.sentimentScore === null) await ticket.score(-0.9);
    await pause(1_000);
  };
  let answer: Promise<unknown> | undefined;
  await desk.away(async () => {
    await ticket.agentReply();
    // It is answered in the task that hears of the reply, and ends it, though its write is under way.
    answer = ticket.state();
    await pause(100);
  });
  await answer;
  await ticket.reaches('L2');
  await desk.expectAlerts(...ticket.alerts(1, 'L2'));
  return closed(ticket);
}
