/** Stories for the recorder about alerts that do not simply arrive. */
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { closed, escalatedTo, outlasting, pause, quiet, type Story } from './telling.js';

async function droppedBeforeTheNext(desk: Desk): Promise<DeskTicket> {
  desk.world.down.add('slack:#tier3-queue');
  const ticket = await quiet(desk);
  for (const command of [() => ticket.escalate('L3'), ticket.deEscalate]) {
    await command();
    await ticket.until('to be written', ({ outbox }) => outbox.persisted);
  }
  // Written when the first alert becomes needless: that one ends while the write is on its way, and the next one waits for its record.
  await ticket.agentReply();
  desk.world.whileSaving = async () => {
    desk.world.whileSaving = undefined;
    await pause(1_500);
    desk.world.down.clear();
  };
  await desk.expectAlerts(...ticket.alerts(1, 'L3').slice(1), ...ticket.alerts(2, 'L3'));
  return closed(ticket);
}

export const DELIVERIES: Record<string, Story> = {
  'left-over-of-an-errand': async (desk) => {
    desk.world.down.add('slack:#tier3-queue');
    const ticket = await desk.ticket();
    await ticket.escalate('L3');
    await eventually('a try by itself', () => Promise.resolve(desk.world.attempts.length >= 3));
    desk.world.down.clear();
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    return closed(ticket);
  },
  'errand-that-fails': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.errandsFail = true;
    await escalatedTo(ticket, 'L3');
    return closed(ticket);
  },
  'errand-whose-worker-dies': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.errandHangs = true;
    await ticket.escalate('L3');
    await eventually('the end of the errand', async () => (await timesOf(ticket.handle, 'activityTaskTimedOut')) > 0);
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
  unconfirmed: async (desk) => {
    desk.world.unconfirmed.add('email:tier2@example.com');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await desk.expectAlerts(
      ticket.key(1, 'slack:#tier2-queue'),
      `${ticket.key(1, 'email:tier2@example.com')}:fallback`,
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
  'tried-slowly': async (desk) => {
    desk.world.gone.add('slack:#escalations').add('email:managers@example.com');
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    await ticket.escalate('manager');
    await ticket.until('to have told nobody', ({ outbox }) =>
      outbox.alerts.some(({ key, state }) => state === 'undelivered' && key.includes('slack')),
    );
    await ticket.reply();
    await ticket.agentReply();
    await ticket.nextRun(run);
    desk.world.gone.clear();
    await desk.expectAlerts(...ticket.alerts(1, 'manager'));
    return closed(ticket);
  },
  'superseded-and-cancelled': async (desk) => {
    desk.world.down.add('slack:#tier2-queue');
    const ticket = await desk.ticket();
    await ticket.escalate('L2');
    await ticket.deEscalate();
    await ticket.escalate('L3');
    await desk.expectAlerts(...ticket.alerts(1, 'L2').slice(1), ...ticket.alerts(2, 'L2').slice(1));
    await desk.expectAlerts(...ticket.alerts(3, 'L3'));
    return closed(ticket);
  },
  'superseded-before-its-turn': async (desk) => {
    desk.world.slow.set('slack:#tier2-queue', 3_500);
    const ticket = await desk.ticket();
    for (let n = 0; n < 2; n++) {
      await ticket.escalate('L2');
      await ticket.deEscalate();
    }
    await ticket.escalate('L3');
    await desk.expectAlerts(ticket.key(1, 'slack:#tier2-queue'), ...ticket.alerts(5, 'L3'));
    await ticket.atRest();
    // Those to the mailbox of L2, and what was on its way already, arrive as well.
    await desk.expectAlerts(...desk.world.keys());
    return closed(ticket);
  },
  'dropped-before-the-next': droppedBeforeTheNext,
  /** Recorded before the next one waited for the record of the one that was dropped. */
  'dropped-and-the-next-at-once': droppedBeforeTheNext,
  'alerts-that-outlast-the-run': (desk) => {
    desk.world.down.add('slack:#tier3-queue');
    return outlasting(desk, 'L3', () => desk.world.down.clear());
  },
  'write-overtakes-slow-alerts': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.slow.set('slack:#tier3-queue', 6_000);
    await ticket.escalate('L3');
    await ticket.acknowledge();
    await desk.expectAlerts(...ticket.alerts(1, 'L3'));
    return closed(ticket);
  },
};
