/** Stories for the recorder about policies of desks: rules that tell, people on call, hours of targets, snoozing. */
import { eventually, type Desk } from '../support/desk.js';
import { closed, quiet, under, type Story } from './telling.js';

const LADDER = `
version: 1
tiers:
  - { name: L1, group: tier1_support, notify: [{ slack: "#queue" }] }
  - { name: L2, group: tier2_support, notify: [{ slack: "#tier2-queue" }] }
priorities: [low, normal, high]
cooldown: 4h
`;
const REPEATED = `${LADDER}rules:
  - { name: angry, when: { sentiment_below: -0.6 }, notify: here, repeat: { every: 2s } }
`;
const WAITING = `${LADDER}rules:
  - { name: idle, when: { idle: 2s }, to: L2 }
`;

/** `2026-01-05T09:01`, so many minutes from now. */
const minute = (ahead: number) => new Date(Date.now() + ahead * 60_000).toISOString().slice(0, 16);

/** Whoever is on call hands over at the next whole minute. */
const handingOver = () => `${LADDER}people: { anna: { slack: U012ANNA }, ben: { slack: U012BENN } }
rotations:
  primary:
    { members: [anna], every: 1w, from: 2026-01-05T00:00, time_zone: UTC, overrides: [{ from: ${minute(1)}, to: ${minute(60)}, who: ben }] }
rules:
  - { name: angry, when: { sentiment_below: -0.6 }, notify: [{ slack: primary }, { slack: "#queue", mention: primary }], repeat: { every: 20s } }
`;

/** A night that ends at the next whole minute, if that is not too soon. */
const night = () => `${LADDER}calendars:
  day: { time_zone: UTC, hours: { mon-sun: ["${minute(new Date().getSeconds() > 40 ? 2 : 1).slice(11)}-24:00"] } }
rules:
  - { name: angry, when: { sentiment_below: -0.6 }, notify: [{ slack: "#queue", hours: day }, { slack: "#log" }] }
`;

const told = (ticket: { id: string }, k: number, target: string) => `${ticket.id}:n${k}:slack:${target}`;

/** Waits for longer than {@link eventually}: until a whole minute has passed. */
async function arriving(desk: Desk, isIt: (key: string) => boolean): Promise<void> {
  const isThere = () => Promise.resolve(desk.world.keys().some(isIt));
  for (let wait = 0; wait < 3 && !(await isThere()); wait++)
    await eventually('a minute', isThere).catch(() => undefined);
}

async function arrives(desk: Desk, key: string): Promise<void> {
  await arriving(desk, (one) => one === key);
  await desk.expectAlerts(key);
}

export const DESKS: Record<string, Story> = {
  'told-until-acknowledged': under(REPEATED, async (desk) => {
    const ticket = await quiet(desk);
    await ticket.score(-0.9);
    await desk.expectAlerts(told(ticket, 1, '#queue'), told(ticket, 2, '#queue'), told(ticket, 3, '#queue'));
    await ticket.acknowledge();
    await ticket.atRest();
    // One more may have been quicker than the answer.
    await desk.expectAlerts(...desk.world.keys());
    return closed(ticket);
  }),
  'handed-back': under(WAITING, async (desk) => {
    const ticket = await quiet(desk);
    await ticket.acknowledge();
    await ticket.until('to hold a rule', ({ held }) => held.some(({ by }) => by === 'acknowledgement'));
    await desk.rung.unacknowledge(ticket.id, { by: 'ben' });
    await ticket.reaches('L2');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    return closed(ticket);
  }),
  'on-call-hands-over': under(handingOver, async (desk) => {
    const ticket = await quiet(desk);
    await ticket.score(-0.9);
    await desk.expectAlerts(told(ticket, 1, 'U012ANNA'), told(ticket, 1, '#queue'));
    await arriving(desk, (key) => key.endsWith('U012BENN'));
    await ticket.agentReply();
    await ticket.atRest();
    await desk.expectAlerts(...desk.world.keys());
    return closed(ticket);
  }),
  'deferred-at-night': under(night, async (desk) => {
    const ticket = await quiet(desk);
    for (const k of [1, 2]) {
      await ticket.score(-0.9);
      await desk.expectAlerts(told(ticket, k, '#log'));
    }
    // The first of them was superseded by the second.
    await arrives(desk, told(ticket, 2, '#queue'));
    return closed(ticket);
  }),
  'deferred-across-continue-as-new': under(night, async (desk) => {
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    await ticket.score(-0.9);
    await desk.expectAlerts(told(ticket, 1, '#log'));
    await ticket.agentReply();
    await ticket.agentReply();
    await ticket.nextRun(run);
    await arrives(desk, told(ticket, 1, '#queue'));
    return closed(ticket);
  }),
  'deferred-and-closed': under(night, async (desk) => {
    const ticket = await quiet(desk);
    await ticket.score(-0.9);
    await desk.expectAlerts(told(ticket, 1, '#log'));
    return closed(ticket);
  }),
  snoozed: under(WAITING, async (desk) => {
    const ticket = await quiet(desk);
    await desk.rung.snooze(ticket.id, { by: 'ann', until: new Date(Date.now() + 5_000) });
    await ticket.until('to hold a rule', ({ held }) => held.some(({ by }) => by === 'snooze'));
    await ticket.reaches('L2');
    await desk.expectAlerts(...ticket.alerts(1, 'L2'));
    await desk.rung.snooze(ticket.id, { by: 'ann', until: new Date(Date.now() + 3_600_000) });
    await desk.rung.unsnooze(ticket.id, { by: 'ann' });
    return closed(ticket);
  }),
};
