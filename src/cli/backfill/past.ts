/** Whether a ticket that is opened now is past marks. */
import { readTicket, type TicketToOpen } from '../../client/ticket-form.js';
import type { Policy } from '../../domain/rules/policy.js';
import { quietPast } from '../../domain/ladder/quiet-past.js';
import { newTicketState } from '../../domain/ticket/new-ticket.js';

/** Whether a rule would fire, or tell somebody, at once. @throws InvalidRequestError */
export function isPast(ticket: TicketToOpen, policy: Policy, now: number): boolean {
  const { value } = readTicket(ticket, policy, now);
  return quietPast(newTicketState(value, policy, '', now), now).effects.length > 0;
}
