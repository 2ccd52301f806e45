/** Telling a timeline line: the one place that knows which call each type of line is. */
import { InvalidRequestError } from './errors.js';
import type { Rung } from './rung.js';
import type { TicketToOpen } from './ticket-form.js';

/** A line of a timeline about a ticket, checked by whoever took it in. `eventId` makes telling it twice telling it once. */
export interface TicketLine {
  type: string;
  ticketId: string;
  eventId: string;
  /** ISO-8601 with a zone. */
  at: string;
  [key: string]: unknown;
}

/** `ignored`: the ticket is closed. `exists`: it was open already. */
export type LineOutcome = 'opened' | 'exists' | 'accepted' | 'ignored';

/** @throws TicketNotFoundError, InvalidRequestError, EngineUnavailableError */
export async function tellLine(
  rung: Rung,
  { type, ticketId, eventId, at, ...fields }: TicketLine,
): Promise<LineOutcome> {
  const options = { eventId, at };
  switch (type) {
    case 'created': {
      const ticket = { createdAt: at, ...(fields['ticket'] as Partial<TicketToOpen>), ticketId } as TicketToOpen;
      return (await rung.openTicket(ticket)).outcome;
    }
    case 'customer_replied':
      return (await rung.customerReplied(ticketId, options)).outcome;
    case 'agent_replied':
      return (await rung.agentReplied(ticketId, options)).outcome;
    case 'sentiment_scored':
      return (await rung.sentimentScored(ticketId, fields['score'] as number, options)).outcome;
    case 'ticket_changed':
      return (await rung.ticketChanged(ticketId, fields, options)).outcome;
    case 'resolution_confirmed':
      return (await rung.confirmResolution(ticketId, options)).outcome;
    default:
      throw new InvalidRequestError(`a line of type ${type} cannot be told to a ticket`);
  }
}
