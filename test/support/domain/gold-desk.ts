/** A desk with clocks, people on call, rules that tell and quiet nights, and one of its tickets at any time; runs begin on a Monday at 9:00 UTC. */
import { parsePolicy } from '../../../src/policy/index.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import type { Telling } from './facts.js';
import { VirtualRun } from './virtual-run.js';
import { START } from './watch.js';

const GOLD_DESK = parsePolicy(
  `version: 1
calendars:
  business: { time_zone: UTC, hours: { mon-fri: [08:00-18:00] } }
  awake: { time_zone: UTC, hours: { mon-sun: [07:00-09:25] } }
clocks:
  first_response: { target: 30m, calendar: business }
  resolution: { target: 8h, calendar: business, pause: [pending] }
people: { anna: { slack: U012ANNA, email: anna@example.com }, ben: { slack: U012BENN, email: ben@example.com } }
rotations: { primary: { members: [anna, ben], every: 1d, from: 2026-01-05T00:00, time_zone: UTC } }
tiers:
  - { name: L1, group: front, notify: [{ slack: "#front", mention: primary }, { email: primary, hours: awake }] }
  - { name: manager, group: managers, notify: [{ slack: primary }] }
rules:
  - { name: remind, when: { clock: { of: first_response, left: 10m } }, notify: here, repeat: { every: 6m } }
  - { name: missed, when: { clock: { of: first_response, used: 100% } }, to: manager }
  - { name: idle, when: { idle: 15m }, to: manager }
`,
  'gold.yaml',
  Math.floor(START / 86_400_000),
);

/** Begins with a ticket that anna has taken on after ten minutes, so that `idle` is held. */
export function goldRun(): VirtualRun {
  const run = allDone(new VirtualRun({}, true, GOLD_DESK.policy)).later('10m');
  run.asks({ type: 'acknowledge', by: 'anna' });
  return allDone(allDone(run).later('5m').fires());
}

/** Everything that was asked for works. */
export function allDone(run: VirtualRun): VirtualRun {
  const { errand, write, deliveries } = run.planned;
  if (errand) run.errandEnds(errand);
  if (write) run.writeEnds(write);
  for (const delivery of deliveries) run.deliveryEnds(delivery);
  return run;
}

export function ticketOf(run: VirtualRun, ...told: Telling[]): TicketState {
  if (told.length > 0) run.hears(...told);
  return run.state.ticket;
}
