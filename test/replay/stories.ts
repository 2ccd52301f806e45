/** The paths a ticket can take, one story each, for the recorder. A story under a new name is recorded beside the others. */
import { eventually } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { seconds } from '../support/story.js';
import { AWAITED_WRITES } from './awaited-writes.js';
import { DEADLINES } from './deadlines.js';
import { OUTAGES } from './outages.js';
import { closed, nextRun, type Story } from './telling.js';

export const STORIES: Record<string, Story> = {
  'plain-close': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.reply();
    await ticket.agentReply();
    return closed(ticket);
  },
  'created-as-resolved': async (desk) => {
    const ticket = await desk.ticket({ status: 'resolved' });
    await ticket.result();
    return ticket;
  },
  'time-based-stalled-held-and-released': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(20) });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L3'), ...ticket.alerts(3, 'manager'));
    return closed(ticket);
  },
  'sla-breached': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(3), status: 'pending' });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'vip-stuck': async (desk) => {
    const ticket = await desk.ticket({ customerTier: 'enterprise' });
    await ticket.reply();
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'replies-and-late-facts': async (desk) => {
    const ticket = await desk.ticket();
    for (const id of ['a', 'a', 'b', 'c']) await ticket.reply(id);
    await ticket.reaches('L2');
    await desk.rung.ticketChanged(ticket.id, { status: 'pending' }, { at: new Date(Date.now() - 3_600_000) });
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    return closed(ticket);
  },
  'commands-that-wait': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.settles();
    await ticket.acknowledge();
    await Promise.all([ticket.escalate('L2'), ticket.reply(), ticket.reply()]);
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'));
    return closed(ticket);
  },
  'sentiment-up-and-down': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await ticket.score(0.5);
    await ticket.reaches('L1');
    await ticket.score(-0.9);
    await ticket.until('to be at L2 again', ({ seq }) => seq === 3);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'), ...ticket.alerts(3, 'L2'));
    return closed(ticket);
  },
  'resolution-confirmed': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await ticket.escalate('manager');
    await ticket.confirm();
    await ticket.result();
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'manager'), ...ticket.alerts(3, 'manager'));
    return ticket;
  },
  reopened: async (desk) => {
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await closed(ticket);
    await ticket.reply();
    await ticket.change({ status: 'open' });
    await ticket.reply();
    return closed(ticket);
  },
  'reopened-in-vain': async (desk) => {
    const ticket = desk.known(`T-${desk.taskQueue.slice(-8)}`);
    await ticket.change({ status: 'open' }).catch(() => undefined);
    await ticket.result();
    return ticket;
  },
  continued: async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 4 } });
    const run = await ticket.runId();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    for (let i = 0; i < 3; i++) await ticket.agentReply();
    await nextRun(ticket, run);
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(2, 'L3'));
    return closed(ticket);
  },
  commands: async (desk) => {
    const ticket = await desk.ticket();
    await ticket.deEscalate();
    await ticket.escalate('L2');
    await ticket.acknowledge();
    await ticket.escalate();
    await ticket.escalate('L9');
    await ticket.deEscalate('base');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L3'), ...ticket.alerts(3, 'L3'));
    return closed(ticket);
  },
  'earlier-life': async (desk) => {
    const first = await desk.ticket();
    await first.escalate('L3');
    await desk.expectAlerts(...first.alerts(1, 'L3'));
    await first.settles();
    const ticketId = `T-${desk.taskQueue.slice(-8)}`;
    const write = JSON.parse(JSON.stringify(first.saved).replaceAll(first.id, ticketId)) as NonNullable<
      typeof first.saved
    >;
    desk.world.tickets.set(ticketId, { ...write, engine: { ...write.engine, life: 'a life long ago' } });
    const again = await desk.ticket({ ticketId });
    await again.reply();
    await again.until('to take up its life', ({ seq }) => seq === 1);
    return closed(again);
  },
  malformed: async (desk) => {
    desk.expectComplaint(/malformed message ignored/);
    const ticket = await desk.ticket();
    await ticket.handle.signal('customerReplied', null);
    await ticket.handle.signal('noSuchSignal', {});
    await ticket.handle.signal('__temporal_bogus', {});
    await ticket.reply();
    return closed(ticket);
  },
  'heard-again': async (desk) => {
    const ticket = await desk.ticket();
    for (let n = 0; n < 3; n++) {
      await ticket.reply('a');
      await ticket.settles();
    }
    return closed(ticket);
  },
  'page-in-doubt': async (desk) => {
    desk.world.doubtful.add('email:tier2@example.com');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await desk.expectAlerts(
      ticket.key(1, 'slack:#tier2-queue'),
      `${ticket.key(1, 'email:tier2@example.com')}:fallback`,
    );
    return closed(ticket);
  },
  'signal-meets-timer': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(6), status: 'pending' });
    await ticket.settles();
    await desk.away(async () => {
      await eventually('the timer', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
      await ticket.change({ slaHours: 1 });
      await ticket.reply();
    });
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
  'terminated-and-taken-up': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await ticket.settles();
    await ticket.handle.terminate('by hand');
    await ticket.reply();
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(2, 'L3'));
    return closed(ticket);
  },
  'base-above-the-lowest': async (desk) => {
    const ticket = await desk.ticket({ tier: 'L3' });
    await ticket.deEscalate();
    await ticket.escalate();
    await ticket.deEscalate('base');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'), ...ticket.alerts(2, 'manager', 'L3'));
    return closed(ticket);
  },
  'confirmed-untouched': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.confirm();
    await ticket.result();
    return ticket;
  },
  ...AWAITED_WRITES,
  ...DEADLINES,
  ...OUTAGES,
};
