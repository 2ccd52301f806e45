/** Stories for the recorder about deadlines: moved, met together, met late, met for nothing. */
import { eventually } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { seconds } from '../support/story.js';
import { closed, type Story } from './telling.js';

export const DEADLINES: Record<string, Story> = {
  'sla-breached': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(3), status: 'pending' });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'deadline-moved-earlier': async (desk) => {
    const ticket = await desk.ticket({ status: 'pending' });
    await ticket.atRest();
    await ticket.change({ slaHours: seconds(4) });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'deadline-moved-later': async (desk) => {
    const ticket = await desk.ticket({ customerTier: 'enterprise' });
    await ticket.atRest();
    await ticket.agentReply();
    await eventually('a wake that finds nothing due', async () => (await timesOf(ticket.handle, 'timerFired')) > 0);
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'created-past-its-marks': async (desk) => {
    const createdAt = new Date(Date.now() - 3 * 3_600_000).toISOString();
    const ticket = await desk.ticket({ createdAt, slaHours: 2, customerTier: 'enterprise', customerReplyCount: 3 });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'held-and-closed-before-its-time': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await ticket.change({ slaHours: seconds(0.001) });
    await ticket.until('to hold a rule', ({ held }) => held.length > 0);
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    return closed(ticket);
  },
  'signal-meets-timer': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(6), status: 'pending' });
    await ticket.atRest();
    await desk.away(async () => {
      await eventually('the timer', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
      await ticket.change({ slaHours: 1 });
      await ticket.reply();
    });
    return closed(ticket);
  },
  'command-meets-timer': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(6), status: 'pending' });
    await ticket.atRest();
    let answer: Promise<unknown> = Promise.resolve();
    await desk.away(async () => {
      await eventually('the timer', async () => (await timesOf(ticket.handle, 'timerFired')) === 1);
      answer = ticket.escalate('L2');
      await ticket.reply();
    });
    await answer;
    await ticket.reaches('manager');
    const { seq } = await ticket.atRest();
    const tiers = seq === 1 ? ['manager'] : ['L2', 'manager'];
    await desk.expectAlerts(...tiers.flatMap((tier, i) => ticket.alerts(i + 1, tier)));
    return closed(ticket);
  },
};
