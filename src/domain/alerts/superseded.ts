/** Whether an alert still tells where the ticket stands. */
import type { Alert } from '../ladder/decision.js';
import type { TicketState } from '../ticket/ticket.js';

/** What has superseded an alert; undefined while it is about the ticket as it is. The news that a ticket is resolved stays news. */
export function supersededBy(
  { transition }: Alert,
  ticket: Pick<TicketState, 'seq' | 'closed' | 'status'>,
): string | undefined {
  if (ticket.seq > transition.seq) return `superseded by transition ${ticket.seq}`;
  const resolution = transition.kind === 'deescalated' && transition.reason === 'resolution';
  return ticket.closed && !resolution ? `superseded: the ticket is ${ticket.status}` : undefined;
}
