/** Facts as methods of the client. */
import type { TicketChanges } from '../domain/ticket/facts.js';
import { WithCommandMethods } from './commands.js';
import type { FactOptions, FactReceipt, FactToTell, ReplyText } from './facts.js';

/** The base of `Rung`: its methods tell facts. Telling a fact again under the same `eventId` changes nothing. */
export abstract class WithFactMethods extends WithCommandMethods {
  abstract tell(ticketId: string, fact: FactToTell): Promise<FactReceipt>;

  /** The customer has replied. It may reopen a closed ticket, if this client has a policy by which it does. */
  customerReplied(ticketId: string, options?: FactOptions & ReplyText): Promise<FactReceipt> {
    return this.tell(ticketId, { ...options, type: 'customer_replied' });
  }

  /** An agent has replied. */
  agentReplied(ticketId: string, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, { ...options, type: 'agent_replied' });
  }

  /** The customer's mood was scored: -1 (angry) to 1 (happy). A `source` is logged with it. */
  sentimentScored(ticketId: string, score: number, options?: FactOptions & { source?: string }): Promise<FactReceipt> {
    return this.tell(ticketId, { ...options, type: 'sentiment_scored', score });
  }

  /**
   * The help desk has changed fields of the ticket. A status that is not closing reopens a closed ticket. If this client has a policy, a
   * priority has to be one of its.
   */
  ticketChanged(ticketId: string, changes: TicketChanges, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, { ...changes, ...options, type: 'ticket_changed' });
  }

  /** The customer confirms that the problem is solved. */
  confirmResolution(ticketId: string, options?: FactOptions): Promise<FactReceipt> {
    return this.tell(ticketId, { ...options, type: 'resolution_confirmed' });
  }
}
