/** Telling a line of a timeline to its ticket. */
import type { Fact } from '../domain/ticket/facts.js';
import { FACT_SIGNALS } from '../workflows/contract.js';
import { InvalidRequestError } from './errors.js';
import type { FactReceipt, FactToTell, OpenReceipt, Rung } from './rung.js';
import type { TicketToOpen } from './ticket-form.js';

/** A line of a timeline about a ticket. `eventId` makes telling it twice telling it once. */
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

/** @param isUnconfirmed as {@link Rung.tell} has it @throws TicketNotFoundError, InvalidRequestError, EngineUnavailableError */
export async function tellLine(
  rung: Rung,
  { ticketId, ...line }: TicketLine,
  isUnconfirmed = false,
): Promise<OpenReceipt | FactReceipt> {
  const { type, at } = line;
  if (type === 'created') {
    const ticket = { createdAt: at, ...(line['ticket'] as Partial<TicketToOpen>), ticketId } as TicketToOpen;
    return rung.openTicket(ticket);
  }
  if (isFact(type)) return rung.tell(ticketId, line as unknown as FactToTell, ...(isUnconfirmed ? [true] : []));
  throw new InvalidRequestError(`a line of type ${type} cannot be told to a ticket`);
}

function isFact(type: string): type is Fact['type'] {
  return Object.hasOwn(FACT_SIGNALS, type);
}
