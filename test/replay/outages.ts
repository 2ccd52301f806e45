/** Stories for the recorder in which something is down or taken back. */
import { closed, nextRun, pause, type Story } from './telling.js';

export const OUTAGES: Record<string, Story> = {
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
  'continued-during-outage': async (desk) => {
    desk.world.down.add('slack:#tier3-queue');
    desk.world.databaseDown = true;
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    await ticket.escalate('L3');
    await ticket.reply();
    await ticket.agentReply();
    await nextRun(ticket, run);
    desk.world.down.clear();
    desk.world.databaseDown = false;
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    return closed(ticket);
  },
  'fallback-and-late-ledger': async (desk) => {
    desk.world.gone.add('slack:#tier3-queue');
    desk.world.ledgerDown = true;
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    const lost = ticket.key(1, 'slack:#tier3-queue');
    await desk.expectAlerts(ticket.key(1, 'email:tier3@example.com'), `${lost}:fallback`);
    return closed(ticket);
  },
  'database-down': async (desk) => {
    desk.world.databaseDown = true;
    const ticket = await desk.ticket();
    await ticket.reply();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await ticket.agentReply();
    desk.world.databaseDown = false;
    await ticket.settles();
    await ticket.reply();
    return closed(ticket);
  },
  'task-taken-back': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.settles();
    let told = false;
    desk.world.whileSaving = async ({ snapshot }) => {
      if (told || snapshot.status !== 'resolved') return;
      told = true;
      await ticket.change({ status: 'pending' });
    };
    await ticket.change({ status: 'resolved' });
    await ticket.until('to be open', ({ status }) => status === 'pending');
    return closed(ticket);
  },
  'reopened-during-outage': async (desk) => {
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await closed(ticket);
    desk.world.databaseDown = true;
    const reopened = ticket.change({ status: 'open' });
    await pause(1_500);
    await ticket.reply();
    desk.world.databaseDown = false;
    await reopened;
    return closed(ticket);
  },
  'overtaken-write': async (desk) => {
    const ticket = await desk.ticket();
    const { rev } = await ticket.settles();
    const { saved } = ticket;
    desk.world.tickets.set(ticket.id, { ...saved!, engine: { ...saved!.engine, rev: rev + 60_000 } });
    await ticket.reply();
    await ticket.until('to be written after it', (state) => state.rev > rev + 60_000);
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
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    return closed(ticket);
  },
  'stale-pages-dropped': async (desk) => {
    desk.world.down.add('slack:#tier2-queue');
    desk.world.slow.set('email:tier2@example.com', 7_000);
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await ticket.deEscalate();
    await ticket.escalate('L3');
    await desk.expectAlerts(ticket.key(1, 'email:tier2@example.com'), ...ticket.alerts(3, 'L3'));
    return closed(ticket);
  },
  'pages-dropped-unsent': async (desk) => {
    desk.world.slow.set('slack:#tier2-queue', 8_000);
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await ticket.deEscalate();
    await ticket.escalate('L3');
    await desk.expectAlerts(
      ...ticket.alerts(1, 'L2'),
      ticket.key(2, 'email:tier2@example.com'),
      ...ticket.alerts(3, 'L3'),
    );
    return closed(ticket);
  },
  'tier-above-told': async (desk) => {
    desk.world.gone.add('slack:#tier2-queue').add('email:tier2@example.com');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    const lost = ['slack:#tier2-queue', 'email:tier2@example.com'].map((target) => ticket.key(1, target));
    await desk.expectAlerts(...lost.map((key) => `${key}:fallback:2`));
    return closed(ticket);
  },
  'nobody-told-for-a-while': async (desk) => {
    desk.world.gone.add('slack:#escalations').add('email:managers@example.com');
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    await ticket.escalate('manager');
    await ticket.until('to have told nobody', ({ outbox }) =>
      outbox.alerts.some(({ key, state }) => state === 'undelivered' && key.includes('slack')),
    );
    await ticket.reply();
    await ticket.agentReply();
    await nextRun(ticket, run);
    desk.world.gone.clear();
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'paged-in-digests': async (desk) => {
    desk.world.digests = true;
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    await ticket.deEscalate();
    await desk.expectAlerts(...ticket.alerts(2, 'L3'));
    return closed(ticket);
  },
};
