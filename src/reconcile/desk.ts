/** The port of the reconcilers: what a help desk has to say about changes since a cursor. */
import type { Instant } from '../domain/rules/policy.js';

/** How far a help desk has been read: JSON of its adapter's own, without secrets. */
export type Cursor = string;

/** A delivery as the help desk's webhook would have sent it, for the same mapping. */
export interface DeskDelivery {
  body: object;
  /** Default: none. */
  headers?: Record<string, string>;
  /** What would stand in the URL after the name of the mapping. Default: nothing. */
  path?: string[];
  /** What it tells is how the ticket stands, not that somebody has just set it so. Default: no. */
  snapshot?: true;
}

export interface Changes {
  /** Those of one ticket in the order in which they happened. */
  deliveries: DeskDelivery[];
  /** From here on it goes on, once these are accepted. */
  cursor: Cursor;
  /** There is more to be had at once. */
  more: boolean;
  /** Everything that changed before this instant has been read, when these are accepted; null in the midst of it. */
  readUpTo: Instant | null;
}

/** A help desk's API. Every call is bounded in time and size, and may be repeated. @throws ApiError */
export interface HelpDesk {
  /** Where to begin. @param ticketsOnly show the tickets that there are, and not what was said and done */
  from(since: Instant, ticketsOnly?: boolean): Cursor;
  /** A page of changes. */
  changes(cursor: Cursor): Promise<Changes>;
  /** Asks for deliveries that have failed to be sent again. Says for how many it has asked. */
  askAgain?(): Promise<number>;
}
