/** A database that takes its time: writes end in the midst of other things, and the history must still say the same. */
import { expect } from 'vitest';
import type { DeskTicket } from '../support/desk.js';
import { calm as test } from '../support/story.js';
import { replayed } from './replayed.js';

for (const time of [400, 1_900]) {
  test.concurrent(`writes of ${time} ms under a stream of facts and commands`, async ({ desk }) => {
    desk.world.whileSaving = () => pause(time);
    const ticket = await desk.ticket({ customerTier: 'enterprise', tier: 'L3' });
    for (let i = 0; i < 8; i++) {
      const told = [ticket.reply(), ticket.agentReply(), ...(i % 3 === 1 ? [ticket.acknowledge()] : [])];
      await pause(350);
      await Promise.all([...told, ticket.score(i % 2 ? -0.9 : 0.5)]);
    }
    // The rules that wait for somebody wait for whoever has acknowledged.
    await ticket.escalate('manager');
    await ticket.reaches('manager');
    await ticket.change({ status: 'closed' });
    await ticket.result();
    // How often it climbs and comes down depends on how slow the machine is, and which pages come too late.
    const late = desk.world.writes
      .flatMap(({ alerts }) => alerts)
      .filter(({ outcome }) => outcome.state === 'superseded');
    const dropped = late.map(({ alert }) => alert.key);
    await desk.expectAlerts(...(await alertsOf(ticket)).filter((key) => !dropped.includes(key)));
    expect(await replayed(await ticket.handle.fetchHistory())).toBeUndefined();
  });
}

async function alertsOf(ticket: DeskTicket): Promise<string[]> {
  const { history } = await ticket.state();
  return history.flatMap((decision) => {
    if (decision.kind === 'escalated') return ticket.alerts(decision.seq, decision.to);
    return decision.kind === 'deescalated' ? ticket.alerts(decision.seq, decision.from, decision.to) : [];
  });
}

const pause = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
