/** Delivery of an alert: what a channel is asked to send and what became of it. */
import { decisionBehind, seqOf, type Alert, type Transition } from '../ladder/decision.js';
import type { Instant } from '../rules/policy.js';

/** One alert on its way to one target. */
export interface Delivery {
  alert: Alert;
  /** Message id of the ticket's first alert to this target, to answer in its thread. */
  thread?: string;
  /** Nobody could be told, neither here nor instead: it is tried slowly, until it is sent or superseded. Default: false. */
  slowly?: true;
  /** What is known of an attempt that went before, in another activity. Default: nothing but what the ledger says. */
  earlier?: Attempted;
  /**
   * A run continued as new then, while the alert was being delivered, or the worker that was delivering it was not heard of again: what came of
   * that, the ledger alone knows.
   */
  handedOverAt?: Instant;
}

/** What one attempt leaves to the next: it still speaks when the ledger does not. */
export interface Attempted {
  /** The activity execution, the same for all its attempts. */
  execution: string;
  attempt: number;
  at: Instant;
  /** The attempt's send is known to be over. */
  ended: boolean;
  /** How many sends are unconfirmed: they may have been taken without our knowing. */
  doubts: number;
  /** A send failed in a way that makes it unlikely, not impossible, that it was taken. */
  suspect: boolean;
}

/** What the ledger has to know of a message. */
export type Addressed = Pick<Alert, 'key' | 'channel' | 'address'> & {
  /** The last transition when it was decided on, itself included. */
  transition: Pick<Transition, 'ticketId' | 'seq'>;
};

export function addressedOf(alert: Alert): Addressed {
  const { key, channel, address } = alert;
  return { key, channel, address, transition: { ticketId: decisionBehind(alert).ticketId, seq: seqOf(alert) } };
}

export type DeliveryOutcome =
  | {
      state: 'sent';
      /** What the message is known by at the provider. */
      providerId: string;
      /** Message id for later alerts of the ticket to answer to; absent when it went out in a digest. */
      thread?: string;
      at: Instant;
      /** False when the ledger did not answer, so that the outcome still has to be written there. */
      recorded: boolean;
    }
  /** Sent twice at most, and it cannot be known whether it was taken. */
  | { state: 'unconfirmed'; error: string; at: Instant; recorded: boolean }
  /** The target can never get it (wrong address, no such channel), or could not for too long. */
  | { state: 'undeliverable'; error: string; at: Instant; recorded: boolean }
  /** It was not sent, and need not be any more: the ticket has changed since. */
  | { state: 'superseded'; error: string; at: Instant; recorded: boolean };

/** The outcome of an alert, to be entered in the ledger afterwards. */
export interface AlertRecord {
  alert: Addressed;
  outcome: DeliveryOutcome;
}

/** It was not delivered in this attempt; there will be others. */
export interface Postponed {
  state: 'later';
  /** Why, for people. */
  why: string;
  /** Absent: nothing was sent, unless it was cut off. */
  attempted?: Attempted;
  /** Its worker was not heard of again. Default: false. */
  cutOff?: true;
}

/** States of a ledger entry. `pending`: known to be unsent, waiting for its next attempt. */
export type AlertState = 'pending' | 'sending' | DeliveryOutcome['state'];

/** Of the fallback for an alert whose target was given up. @param nth 1 for the first one, 2 when that one was given up too, … */
export function fallbackKey(alertKey: string, nth = 1): string {
  return `${alertKey}:fallback${nth === 1 ? '' : `:${nth}`}`;
}

export function isFallbackKey(key: string): boolean {
  return FALLBACK.test(key);
}

/** The key of the alert that a fallback is for. */
export function alertKeyOf(fallback: string): string {
  return fallback.replace(FALLBACK, '');
}

const FALLBACK = /:fallback(:\d+)?$/;

/** An alert whose target was given up. */
export interface UndeliverableAlert {
  key: string;
  target: string;
  error: string;
}
