/** The last sentiment scores, where a rule looks at more than the latest. */
import { compiledPolicy } from '../rules/compiled.js';
import { isOlder } from '../time/older.js';
import type { TicketState } from './ticket.js';
import { withChanges } from './with-changes.js';

type Score = NonNullable<TicketState['scores']>[number];

/** In the order in which they were given, whatever the order of arrival. */
export function withScore(ticket: TicketState, score: Score): TicketState {
  const { keepsScores } = compiledPolicy(ticket.policy);
  if (keepsScores === 0) return ticket;
  const { scores = [] } = ticket;
  const later = scores.findIndex((one) => isOlder(score.at, one.at));
  const ordered = later < 0 ? [...scores, score] : scores.toSpliced(later, 0, score);
  return withChanges(ticket, { scores: ordered.slice(-keepsScores) });
}
