/** What the client library is made of. */
import type { Client } from '@temporalio/client';
import type { Policy } from '../domain/rules/policy.js';
import type { Scorers } from '../sentiment/scorer.js';

export interface PolicyOfNewTickets {
  policy: Policy;
  /** Of its content. */
  hash: string;
}

export interface RungOptions {
  client: Client;
  /** For new tickets, as it is or as it is just now; a running ticket keeps the one it was opened with. Without it no ticket can be opened here. */
  policy?: PolicyOfNewTickets | (() => PolicyOfNewTickets);
  /** Default: `rung-tickets`. */
  taskQueue?: string;
  /** Template of links to the help desk, with `{ticketId}` in it, for the Web UI; several as in `RUNG_TICKET_URL`. Default: no links. */
  ticketUrl?: string;
  /** What scores replies for a policy that asks for it, by name. Default: `english`, which Rung brings along. */
  scorers?: Scorers;
  /**
   * Whether the database has a ticket that Temporal does not know. When it rejects, nothing is told, and `UnconfirmedTicketError` is thrown.
   * Default: a run is begun that looks, and until a worker lets it nobody knows whether there is such a ticket.
   */
  knows?: (ticketId: string) => Promise<boolean>;
  /**
   * All policies that tickets have or had, asked for every 10 s at most: words of a change are judged by the ticket's own. While it rejects,
   * what it said before stands. Default: they are judged by the one for new tickets.
   */
  policies?: () => Promise<readonly PolicyOfNewTickets[]>;
  /** How long an answer may take, in milliseconds. Default: 10,000. */
  timeoutMs?: number;
}
