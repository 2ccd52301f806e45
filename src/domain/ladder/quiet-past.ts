/** A ticket that is taken in quietly: nobody is told of what came true before its watch began. */
import type { Instant } from '../rules/policy.js';
import { readRules } from '../rules/readings.js';
import type { TicketState } from '../ticket/ticket.js';
import { recordBreaches } from './breaches.js';
import { consume, live } from './decide.js';
import type { Effect } from './decision.js';
import { record, type Recorded } from './log.js';

/** Consumes what would fire or tell at once, in policy order, each logged as skipped. What comes true later fires as ever. */
export function quietPast(ticket: TicketState, now: Instant): Recorded {
  if (ticket.closed) return { state: ticket, effects: [] };
  let state = recordBreaches(ticket, now);
  const effects: Effect[] = [];
  const { candidates, tells } = live(readRules(state, now).readings, state, now);
  const due = [...candidates.map(({ reading }) => reading), ...tells];
  const { rules } = state.policy;
  for (const reading of due.sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule))) {
    const skipped = record(consume(state, [reading]), {}, { kind: 'skipped', rule: reading.rule.name }, now);
    state = skipped.state;
    effects.push(...skipped.effects);
  }
  return { state, effects };
}
