/** Lines of a timeline (design: one JSON object for each thing that happened), as a delivery becomes them. */
import type { TicketChanges } from '../../domain/ticket/facts.js';
import type { IsoInstant } from '../../domain/time/instant.js';

/** Values of a ticket that a delivery tells. */
export type TicketValues = TicketChanges;

interface Line<T extends string> {
  at: IsoInstant;
  ticketId: string;
  type: T;
  /** Made of the content: the same whenever the same thing is told again, by whatever delivery. */
  eventId: string;
}

export interface Created extends Line<'created'> {
  ticket: TicketValues & {
    status: string;
    priority: string;
    customerTier: string;
    slaHours: number;
    createdAt?: IsoInstant;
    /** Of when these values are. */
    asOf?: IsoInstant;
  };
}

export type FactLine =
  | Created
  | (Line<'customer_replied'> & {
      /** What the customer wrote, for scoring; it goes no further. */
      text?: string;
    })
  | Line<'agent_replied'>
  | Line<'resolution_confirmed'>
  | (Line<'sentiment_scored'> & { score: number })
  | (Line<'ticket_changed'> & TicketValues);

export const SPEAKERS = ['customer', 'agent', 'bot', 'system'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** What a delivery becomes. */
export interface Told {
  /** What identifies the delivery: the same when it is sent again. */
  dedupeKey: string;
  /** In the order in which they are to be told. */
  facts: FactLine[];
  /** Why there are no facts, if there are none. */
  ignored?: string;
  /** Who spoke, and whether the customer could see it. */
  spoke?: { by: Speaker; public: boolean }[];
  /** What a ticket that is not known yet is opened with, before the facts; missing when the delivery does not show the ticket. */
  opens?: Created;
  /** What was left out, and why; holds no texts of people. */
  warnings?: string[];
}

/**
 * A delivery that cannot be read. 400: it is no JSON; 422: it does not say what the mapping needs; 503: reading it took too long, and
 * it should come again. Holds nothing of it.
 */
export class UnreadableDeliveryError extends Error {
  override readonly name = 'UnreadableDeliveryError';

  constructor(
    readonly status: 400 | 422 | 503,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
