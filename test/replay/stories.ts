/** The paths a ticket can take, one story each, for the recorder. A story under a new name is recorded beside the others. */
import { commandUpdate } from '../../src/workflows/contract.js';
import type { Desk, DeskTicket } from '../support/desk.js';
import { seconds } from '../support/story.js';
import { DEADLINES } from './deadlines.js';
import { DELIVERIES } from './deliveries.js';
import { DESKS } from './desks.js';
import { OUTAGES } from './outages.js';
import { POLICIES } from './policies.js';
import { RUNS } from './runs.js';
import { closed, quiet, taskOfItsOwn, type Story } from './telling.js';

async function deskFields(desk: Desk): Promise<DeskTicket> {
  const ticket = await quiet(desk);
  for (const told of [{ tags: ['vip'] }, { tags: ['vip'] }, { fields: { product: 'pump' } }]) {
    await taskOfItsOwn(ticket, () => ticket.change(told));
    await ticket.atRest();
  }
  return closed(ticket);
}

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
  'climbs-by-itself': async (desk) => {
    const ticket = await desk.ticket({ slaHours: seconds(20) });
    await ticket.reaches('manager');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L3'), ...ticket.alerts(3, 'manager'));
    return closed(ticket);
  },
  'facts-repeated-and-late': async (desk) => {
    const ticket = await desk.ticket();
    for (const id of ['a', 'a', 'b', 'c']) await ticket.reply(id);
    await ticket.reaches('L2');
    await desk.rung.ticketChanged(ticket.id, { status: 'pending' }, { at: new Date(Date.now() - 3_600_000) });
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    return closed(ticket);
  },
  'facts-that-change-nothing': async (desk) => {
    const ticket = await quiet(desk);
    for (let n = 0; n < 5; n++) await taskOfItsOwn(ticket, () => ticket.reply('a'));
    return closed(ticket);
  },
  'facts-that-only-count': async (desk) => {
    const ticket = await quiet(desk);
    await taskOfItsOwn(ticket, () => Promise.all(Array.from({ length: 15 }, () => ticket.agentReply())));
    for (let n = 0; n < 6; n++) await taskOfItsOwn(ticket, () => ticket.agentReply());
    return closed(ticket);
  },
  'tags-and-fields': deskFields,
  /** Recorded before a change of them made a write due. */
  'tags-and-fields-that-wait': deskFields,
  'facts-in-one-task': async (desk) => {
    const ticket = await quiet(desk);
    await desk.away(async () => {
      for (let i = 0; i < 4; i++) {
        await ticket.reply();
        await ticket.score(i % 2 ? 0.4 : -0.8);
      }
    });
    const { seq } = await ticket.atRest();
    await desk.expectAlerts(...Array.from({ length: seq }, (_, i) => ticket.alerts(i + 1, 'L2')).flat());
    return closed(ticket);
  },
  'looked-at-again': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.reply();
    await ticket.flush();
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
  commands: async (desk) => {
    const ticket = await desk.ticket();
    await ticket.deEscalate();
    for (const updateId of ['u-1', 'u-2']) {
      const command = { commandId: 'c-1', by: 'ann', to: 'L2' };
      await ticket.handle.executeUpdate(commandUpdate('escalate'), { updateId, args: [command] });
    }
    await ticket.acknowledge();
    await ticket.escalate();
    await ticket.escalate('L9');
    await ticket.deEscalate('base');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L3'), ...ticket.alerts(3, 'L3'));
    return closed(ticket);
  },
  'commands-among-facts': async (desk) => {
    const ticket = await quiet(desk);
    await ticket.acknowledge();
    await Promise.all([ticket.escalate('L2'), ticket.reply(), ticket.reply()]);
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(1, 'L2'), ...ticket.alerts(2, 'L2'));
    return closed(ticket);
  },
  malformed: async (desk) => {
    desk.expectComplaint(/malformed message ignored/);
    const ticket = await desk.ticket();
    await ticket.handle.signal('customerReplied', null);
    await ticket.handle.signal('noSuchSignal', {});
    await ticket.handle.signal('__temporal_bogus', {});
    await ticket.handle.executeUpdate('escalate', { args: [{ by: 'nobody' }] }).catch(() => undefined);
    await ticket.reply();
    return closed(ticket);
  },
  ...DEADLINES,
  ...DELIVERIES,
  ...DESKS,
  ...OUTAGES,
  ...POLICIES,
  ...RUNS,
};
