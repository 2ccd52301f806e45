/** What the activities need of a channel to people, and how a channel says that it did not work. */
import type { Instant } from '../domain/rules/policy.js';
import type { AlertContent, Content } from './message.js';

/** One message to one target: an alert, or anything else that is delivered like one. */
export interface Message<C extends Content = AlertContent> {
  /** The alert key: the same for every attempt. */
  key: string;
  ticketId: string;
  seq: number;
  /** A Slack channel, a mail address, the name of an endpoint. */
  address: string;
  /** Provider's id of the ticket's first message to this target. */
  thread?: string;
  content: C;
}

export interface Receipt {
  /** What the message is known by at the provider. */
  providerId: string;
  /** What later messages of the ticket to this target answer to. Absent: the message is not this ticket's alone. */
  thread?: string;
}

export interface AlertChannel {
  /** The receiver drops what comes again under the same key, so that sending once more does no harm. Default: it does not. */
  dropsRepeats?: boolean;
  /** Each target is on a server of its own: the trouble of one is not that of the others. Default: all are on one. */
  apart?: boolean;
  /** Why nothing can be sent to a target now, as far as settings tell; undefined: it can. Absent: settings tell nothing. */
  problemWith?(address: string): Promise<string | undefined>;
  /**
   * Sends once, within 10 s. Success means that the provider has taken the message.
   * @throws DeliveryError in every other case.
   */
  send(message: Message<Content>): Promise<Receipt>;
  /**
   * Looks whether a message was taken, within 3 s; absent where nothing can be looked up.
   * Null: it is not there. `cannot`: we are not allowed to look, or there is too much to look through.
   * @param sentAt when it was sent for the last time
   * @throws DeliveryError when the answer has to wait.
   */
  find?(message: Message<Content>, sentAt: Instant): Promise<Receipt | null | 'cannot'>;
  /**
   * Waits until the target takes the next message, {@link LONGEST_WAIT_FOR_TURN_MS} at most; absent where nothing has to wait.
   * Whoever has a turn sends in it, not through the channel.
   * @throws DeliveryError when the turn does not come in time, or `signal` says to wait no longer.
   */
  turn?(message: Message, signal: AbortSignal): Promise<Turn>;
}

/** The right to send one message now, by itself or in a digest with those whose turn it is too. */
export interface Turn {
  /** As `send` of a channel. A digest first waits for the others, {@link COLLECTING_MS} at most. */
  send(message: Message): Promise<Receipt>;
  /** To be called when the turn is over, sent or not: the others do not wait for it any longer. */
  end(): void;
}

export const LONGEST_WAIT_FOR_TURN_MS = 3_400;
/** Longer than the ledger is waited for: when it does not answer, all the alerts of a digest are late by the same second. */
export const COLLECTING_MS = 1_500;

/** A channel that can put several messages to one target into one. */
export interface DigestChannel extends AlertChannel {
  /** How many of these, from the first on, fit into one digest. */
  room(messages: readonly Message[]): number;
  /** As `send`, for all of them: they were taken together or not at all. Their receipt has no thread. */
  sendDigest(messages: readonly Message[]): Promise<Receipt>;
}

/** A channel that sends each message by itself. */
export function oneByOne(send: AlertChannel['send']): DigestChannel {
  return { send, room: () => 1, sendDigest: ([only]) => send(only!) };
}

/** What to do about a failed send. */
export type Reaction =
  /** Try again with the usual backoff. */
  | { kind: 'retry' }
  /** The provider said when to come back. */
  | { kind: 'retry-at'; afterMs: number }
  /** Somebody has to mend our credentials or settings; try again slowly until then. */
  | { kind: 'suspend' }
  /** This target can never get it; with `of: 'message'`, something else it might. */
  | { kind: 'give-up'; of?: 'message' };

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
