/** What a policy would have done, without any server. */
import { simulate as run, type TimelineEvent } from '../domain/simulation/timeline.js';
import { decisionLine, type DecisionLine } from '../domain/ticket/view.js';
import { iso } from '../domain/time/instant.js';
import type { LoadedPolicy } from './load.js';

export interface SimulationResult {
  /** As `rung simulate --json` prints them: in time order, then by ticket id, then in the order they were taken. */
  decisions: DecisionLine[];
  /** Facts for tickets that were never created; `at` is ISO-8601. */
  refused: { ticketId: string; at: string; event: string }[];
}

/**
 * Runs the rules that production runs over a timeline in virtual time, until an `end` event or until nothing is left to wait for.
 * @param events in any order; those of one instant keep theirs. Instants are milliseconds since 1970
 */
export function simulate(
  { policy, hash }: Pick<LoadedPolicy, 'policy' | 'hash'>,
  events: readonly TimelineEvent[],
): SimulationResult {
  const { decisions, refused } = run(events, policy, hash);
  return {
    decisions: decisions.map(decisionLine),
    refused: refused.map(({ ticketId, at, event }) => ({ ticketId, at: iso(at), event })),
  };
}
