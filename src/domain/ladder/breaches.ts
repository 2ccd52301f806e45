/** A breach is recorded whatever holds the rules: as the moment at which the clock ran out. */
import { activeClock, reachedAt, slaDueAt, type ClockState } from '../rules/clocks.js';
import { CLOCKS, type Instant } from '../rules/policy.js';
import { ALWAYS } from '../rules/predicates/predicate.js';
import type { TicketState } from '../ticket/ticket.js';
import { altered, withChanges } from '../ticket/with-changes.js';

export function recordBreaches(ticket: TicketState, now: Instant): TicketState {
  if (!ticket.clocks) {
    if (ticket.slaBreachedAt !== null) return ticket;
    const due = slaDueAt(ticket);
    return now >= due ? withChanges(ticket, { slaBreachedAt: due }) : ticket;
  }
  let { clocks } = ticket;
  for (const name of CLOCKS) {
    const clock = activeClock(ticket, name);
    if (!clock || clock.breachedAt !== null || clock.metAt !== null) continue;
    const reached = reachedAt(ticket.policy, name, clock, clock.target);
    if (reached > now) continue;
    // A shorter target that was used up long ago was reached when it was set.
    const breached = altered<ClockState>(clock, { breachedAt: reached === ALWAYS ? now : reached });
    clocks = altered(clocks, { [name]: breached });
  }
  const slaBreachedAt = clocks.resolution?.breachedAt ?? null;
  if (clocks === ticket.clocks && slaBreachedAt === ticket.slaBreachedAt) return ticket;
  return withChanges(ticket, { clocks, slaBreachedAt });
}
