/** Facts as the client is told them, and what it says of them. */
import type { Fact } from '../domain/ticket/facts.js';

export interface FactOptions {
  /** Unique for the ticket; telling the same fact again under the same id changes nothing. Default: a random id. */
  eventId?: string;
  /** When it happened. Default: now. */
  at?: string | Date;
}

/** A fact of whatever kind, as {@link Rung.tell} takes it. */
export type FactToTell = FactOptions &
  {
    [T in Fact['type']]: Omit<Extract<Fact, { type: T }>, 'eventId' | 'at'> &
      (T extends 'customer_replied' ? ReplyText : object);
  }[Fact['type']];

export interface ReplyText {
  /** What the customer wrote. If this client's policy has replies scored, the score is told beside the reply; the text goes no further. */
  text?: string;
}

/** `ignored`: the ticket is closed, and the fact changes nothing. */
export interface FactReceipt {
  outcome: 'accepted' | 'ignored';
  /** What the text of the reply was scored, -1 to 1; absent if it was not, or nothing can be said of it. */
  score?: number;
  /** Words that were read otherwise than they are written, and statuses that look like closing ones and are none. */
  warnings?: string[];
}

export interface OpenOptions {
  /** Nobody is told of what came true before: rules that would fire at once are consumed, and logged as skipped. Default: they fire. */
  quietPast?: true;
}

/** `exists`: the ticket had been opened before, and nothing was done. */
export interface OpenReceipt {
  outcome: 'opened' | 'exists';
  /** Words that were read otherwise than they are written, and statuses that look like closing ones and are none. */
  warnings?: string[];
}
