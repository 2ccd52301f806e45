/** A rule without any trigger instance may fire again once it has not held at a decision. */
import { compiledPolicy } from '../rules/compiled.js';
import { rearmed } from '../rules/marks.js';
import type { Instant } from '../rules/policy.js';
import type { Readings } from '../rules/readings.js';
import type { TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';

export function rearm(ticket: TicketState, { holdsFrom, broken }: Readings, now: Instant): TicketState {
  const { rules, anyBare } = compiledPolicy(ticket.policy);
  if (!anyBare) return ticket;
  let { marks } = ticket;
  for (const [nth, { rule, mayBeBare }] of rules.entries()) {
    if (!mayBeBare || !marks[rule.name] || broken.includes(rule)) continue;
    if (holdsFrom[nth]! > now) marks = rearmed(marks, rule);
  }
  return marks === ticket.marks ? ticket : withChanges(ticket, { marks });
}
