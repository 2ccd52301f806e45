/** What the activities need of a channel to people, and how a channel says that it did not work. */
import type { Content } from './message.js';

/** One message to one target. */
export interface Message {
  /** The alert key: the same for every attempt. */
  key: string;
  ticketId: string;
  seq: number;
  /** A Slack channel or a mail address. */
  address: string;
  /** Provider's id of the ticket's first message to this target. */
  thread?: string;
  content: Content;
}

export interface Receipt {
  /** What the message is known by at the provider. */
  providerId: string;
  /** What later messages of the ticket to this target answer to. */
  thread: string;
}

export interface AlertChannel {
  /**
   * Sends once, within 10 s. Success means that the provider has taken the message.
   * @throws DeliveryError in every other case.
   */
  send(message: Message): Promise<Receipt>;
  /**
   * Looks whether a message was taken, within 3 s; absent where nothing can be looked up.
   * Null: it is not there. `cannot`: we are not allowed to look.
   * @throws DeliveryError when the answer has to wait.
   */
  find?(message: Message): Promise<Receipt | null | 'cannot'>;
}

/** What to do about a failed send. */
export type Reaction =
  /** Try again with the usual backoff. */
  | { kind: 'retry' }
  /** The provider said when to come back. */
  | { kind: 'retry-at'; afterMs: number }
  /** Somebody has to mend our credentials or settings; try again slowly until then. */
  | { kind: 'park' }
  /** This target can never get it. */
  | { kind: 'give-up' };

/** Whether the provider may have taken a message whose send failed. `unlikely`: look it up if that is possible, else send again. */
export type Taken = 'no' | 'unlikely' | 'maybe';

export class DeliveryError extends Error {
  override name = 'DeliveryError';
  /** The message is shown to people: no secrets, no line breaks. */
  constructor(
    message: string,
    readonly reaction: Reaction,
    readonly taken: Taken,
  ) {
    super(message);
  }
}
