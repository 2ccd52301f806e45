/** Stories for the recorder about tickets that are moved to another policy. */
import { parsePolicy } from '../../src/policy/index.js';
import { SECONDS_POLICY } from '../support/story.js';
import { closed, escalatedTo, quiet, type Story } from './telling.js';

/** Of a fixed day, so that nothing in it depends on when it is recorded. */
const NEXT = parsePolicy(
  SECONDS_POLICY.replace('name: L3', 'name: experts')
    .replace('to: L3', 'to: experts')
    .replace('cooldown: 4s', 'cooldown: 1s'),
  'next.yaml',
  Date.UTC(2026, 0, 1) / 86_400_000,
);
const who = { by: 'ann', policy: NEXT };

export const POLICIES: Record<string, Story> = {
  'moved-to-another-policy': async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 5 } });
    const run = await ticket.runId();
    await escalatedTo(ticket, 'L3');
    await desk.rung.changePolicy(ticket.id, who);
    await desk.rung.changePolicy(ticket.id, { ...who, tiers: { L3: 'experts' } });
    await ticket.atRest();
    await desk.rung.changePolicy(ticket.id, { ...who, tiers: { L3: 'experts' } });
    await ticket.agentReply();
    await ticket.nextRun(run);
    await ticket.deEscalate();
    await ticket.score(-0.9);
    await ticket.reaches('L2');
    await desk.expectAlerts(
      ...['slack:#tier3-queue', 'email:tier3@example.com'].map((target) => ticket.key(2, target)),
      ...ticket.alerts(3, 'L2'),
    );
    return closed(ticket);
  },
  'moved-while-a-write-is-on-its-way': async (desk) => {
    const ticket = await quiet(desk);
    desk.world.whileSaving = async () => {
      desk.world.whileSaving = undefined;
      await desk.rung.changePolicy(ticket.id, { ...who, quiet: true });
    };
    await ticket.acknowledge();
    await ticket.until('to be moved', ({ policyHash }) => policyHash === NEXT.hash);
    await ticket.atRest();
    return closed(ticket);
  },
};
