/** Running a policy over a whole timeline in virtual time. */
import type { Decision } from '../ladder/decision.js';
import type { Instant, Policy } from '../rules/policy.js';
import { Simulation, type TimelineEvent } from './simulation.js';
import type { TicketState } from '../ticket/ticket.js';

export type { TimelineEvent } from './simulation.js';

export interface Simulated {
  /** In time order, then by ticket id, then in the order they were taken. */
  decisions: Decision[];
  /** Facts for tickets that were never created, in time order. */
  refused: { ticketId: string; at: Instant; event: string }[];
  /** How each ticket stands at the end, in the order of creation. */
  tickets: TicketState[];
}

/** Runs until the `end` line, or until nothing is left to wait for. Events of one instant keep their order. */
export function simulate(events: readonly TimelineEvent[], policy: Policy, policyHash: string): Simulated {
  const { decisions, refused, tickets }: Simulated = { decisions: [], refused: [], tickets: [] };
  const simulation = new Simulation(policy, policyHash, {
    decided: (decision) => decisions.push(decision),
    over: (ticket, nth) => (tickets[nth] = ticket),
  });
  for (const event of [...events].sort((a, b) => a.at - b.at)) {
    if (simulation.add(event) || !('ticketId' in event)) continue;
    const { type } = 'fact' in event ? event.fact : event.asked;
    refused.push({ ticketId: event.ticketId, at: event.at, event: type });
  }
  simulation.finish();
  return { decisions, refused, tickets };
}
