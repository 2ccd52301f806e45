/**
 * Quietly: what holds at this moment is taken for done, and nobody is told of it. So it is for a ticket whose watch begins, and for one
 * that is moved to another policy; they differ in how it is logged alone.
 */
import { isMarked } from '../rules/marks.js';
import type { Instant } from '../rules/policy.js';
import { readRules } from '../rules/readings.js';
import type { TicketState } from '../ticket/ticket.js';
import { consume } from './decide.js';
import type { Effect } from './decision.js';
import { tierAbove } from './ladder.js';
import { record, type RecordedState } from './log.js';

/** A ticket that is taken in quietly: each rule that would fire or tell at once is logged as skipped. What comes true later fires as ever. */
export function quietPast(ticket: TicketState, now: Instant): RecordedState {
  if (ticket.closed) return { state: ticket, effects: [] };
  const { state: done, skipped } = takenForDone(ticket, now);
  let state = done;
  const effects: Effect[] = [];
  for (const rule of skipped) {
    const logged = record(state, {}, { kind: 'skipped', rule }, now);
    state = logged.state;
    effects.push(...logged.effects);
  }
  return { state, effects };
}

/** What was held before goes on waiting, and repeats go on. `skipped`: rules that would have fired or told somebody, in policy order. */
export function takenForDone(ticket: TicketState, now: Instant): { state: TicketState; skipped: string[] } {
  const due = readRules(ticket, now)
    .all()
    .filter(
      (reading) =>
        reading.holdsFrom <= now && !isMarked(ticket, 'consumed', reading) && !isMarked(ticket, 'held', reading),
    );
  const isNews = ({ to }: { to?: string }) => to === undefined || tierAbove(ticket, to) !== undefined;
  return {
    state: consume(ticket, due),
    skipped: due.filter(({ rule }) => isNews(rule)).map(({ rule }) => rule.name),
  };
}
