/** Which alerts a ticket's decisions ask for, and when each goes out where every channel works at once. Made from docs/policy.md, not from the code. */
import type { Decision } from '../../../src/domain/ladder/decision.js';

export interface AlertDue {
  key: string;
  at: number;
}

/**
 * In the order in which they go out. One that waits for hours is dropped if the ticket has moved on by then: another transition, the end of
 * its watch, or the same rule telling again.
 * @param end nothing that would go out later
 */
export function alertsOf(ticketId: string, decisions: readonly Decision[], end = Infinity): AlertDue[] {
  let told = 0;
  const alerts = decisions.flatMap((decision, nth) => {
    if (!('notify' in decision)) return [];
    const number = decision.kind === 'notified' ? `n${++told}` : decision.seq;
    return decision.notify.flatMap((target) => {
      const until = decision.deferred?.[target];
      const at = until ?? decision.at;
      const isDropped = until !== undefined && movesOn(decision, decisions.slice(nth + 1), at);
      return until === null || isDropped || at > end ? [] : [{ key: `${ticketId}:${number}:${target}`, at }];
    });
  });
  return alerts.sort((a, b) => a.at - b.at);
}

function movesOn(decision: Decision, later: readonly Decision[], by: number): boolean {
  const isResolution = decision.kind === 'deescalated' && decision.reason === 'resolution';
  return later.some((other) => {
    if (other.at > by) return false;
    if (other.kind === 'escalated' || other.kind === 'deescalated') return true;
    if (other.kind === 'closed') return !isResolution;
    return decision.kind === 'notified' && other.kind === 'notified' && other.rule === decision.rule;
  });
}
