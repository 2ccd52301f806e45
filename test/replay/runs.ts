/** Stories for the recorder about what comes after a run: continue-as-new, reopening, taking up. */
import { seconds } from '../support/story.js';
import { closed, escalatedTo, quiet, taskOfItsOwn, type Story } from './telling.js';

export const RUNS: Record<string, Story> = {
  continued: async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 4 } });
    const run = await ticket.runId();
    await escalatedTo(ticket, 'L3');
    for (let i = 0; i < 3; i++) await ticket.agentReply();
    await ticket.nextRun(run);
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(2, 'L3'));
    return closed(ticket);
  },
  'continued-idle': async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    await ticket.atRest();
    for (let n = 0; n < 2; n++) await taskOfItsOwn(ticket, () => ticket.agentReply());
    await ticket.agentReply();
    await ticket.nextRun(run);
    return closed(ticket);
  },
  'continued-in-a-storm': async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 30 } });
    const run = await ticket.runId();
    for (let n = 0; n < 4; n++) await Promise.all(Array.from({ length: 12 }, () => ticket.agentReply()));
    await ticket.nextRun(run);
    return closed(ticket);
  },
  'held-across-continue-as-new': async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 4 } });
    const run = await ticket.runId();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await ticket.change({ slaHours: seconds(0.001) });
    await ticket.agentReply();
    await ticket.agentReply();
    await ticket.nextRun(run);
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'));
    return closed(ticket);
  },
  reopened: async (desk) => {
    const ticket = await desk.ticket();
    await escalatedTo(ticket, 'L3');
    await closed(ticket);
    await ticket.reply();
    await ticket.change({ status: 'open' });
    await ticket.reply();
    return closed(ticket);
  },
  'reopened-and-escalated': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    await closed(ticket);
    await ticket.change({ status: 'open', slaHours: seconds(0.001) });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(2, 'manager'));
    return closed(ticket);
  },
  'reopened-in-vain': async (desk) => {
    const ticket = desk.known(`T-${desk.taskQueue.slice(-8)}`);
    await ticket.change({ status: 'open' }).catch(() => undefined);
    await ticket.result();
    return ticket;
  },
  'reopened-in-place': async (desk) => {
    desk.world.down.add('slack:#tier3-queue');
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    await ticket.change({ status: 'closed' });
    await ticket.until('to be closed', (state) => state.closed);
    await ticket.reply();
    await ticket.change({ status: 'open' });
    desk.world.down.clear();
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    return closed(ticket);
  },
  'reopened-during-the-last-write': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.whileSaving = async ({ engine: { state } }) => {
      if (state.status !== 'resolved') return;
      desk.world.whileSaving = undefined;
      await ticket.change({ status: 'pending' });
    };
    await ticket.change({ status: 'resolved' });
    await ticket.until('to be open', ({ status }) => status === 'pending');
    return closed(ticket);
  },
  'terminated-and-taken-up': async (desk) => {
    const ticket = await desk.ticket();
    await escalatedTo(ticket, 'L3');
    await ticket.atRest();
    await ticket.handle.terminate('by hand');
    await ticket.reply();
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(2, 'L3'));
    return closed(ticket);
  },
};
