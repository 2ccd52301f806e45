/** Whether an alert still tells where the ticket stands. */
import { decisionBehind, seqOf, type Alert, type Notified } from '../ladder/decision.js';
import type { TicketState } from '../ticket/ticket.js';

/**
 * What has superseded an alert; undefined while it is about the ticket as it is. The news that a ticket is resolved stays news, and what a
 * rule tells is news until it tells again.
 */
export function supersededBy(
  alert: Alert,
  ticket: Pick<TicketState, 'seq' | 'closed' | 'status' | 'history'>,
): string | undefined {
  if (ticket.seq > seqOf(alert)) return `superseded by transition ${ticket.seq}`;
  const decision = decisionBehind(alert);
  const resolution = decision.kind === 'deescalated' && decision.reason === 'resolution';
  if (ticket.closed && !resolution) return `superseded: the ticket is ${ticket.status}`;
  return decision.kind === 'notified' && toldSince(decision, ticket)
    ? `superseded: ${decision.rule} has told again`
    : undefined;
}

/** The history forgets, but not within the wake that adds to it: an alert is looked at in each. */
function toldSince({ rule, at }: Notified, { history }: Pick<TicketState, 'history'>): boolean {
  return history.some((later) => later.kind === 'notified' && later.rule === rule && later.at > at);
}
