/** How long delivering an alert may take, as a whole and in its parts. */
import { COLLECTING_MS } from '../channels/port.js';

/**
 * In milliseconds, unless said otherwise. The wait for a turn, the ledger's calls, the look-up and the send of one attempt, and the write
 * before them, stay within 35 s, less than an activity's start-to-close timeout (workflows/activities.ts); the other bounds are between attempts.
 */
export interface DeliveryBounds {
  /** The write of the ticket, before its alerts go out. Default: 2000. */
  saveMs: number;
  /** For how long an errand waits for a target's turn; an alert by itself waits as long as the channel lets it. Default: 3000. */
  turnMs: number;
  /** For how long an alert waits for a call of the ledger before it goes out without it. Default: 1000. */
  ledgerMs: number;
  /** The entry of an outcome, for which nothing waits. Default: 5500, more than the database's own bound. */
  completeMs: number;
  /** One send. Default: 10 000; more than 12 000 does not fit. */
  sendMs: number;
  /** One look-up. Default: 3000. */
  findMs: number;
  /** For how long an attempt that was never heard of again may still be under way. Default: `sendMs` and 10 000. */
  attemptMs: number;
  /**
   * How long a look-up that does not work holds up the next send: then a duplicate is the smaller evil. Default: 300 000.
   */
  lookUpMs: number;
  /** How long to wait between attempts where only a person can help: credentials, nobody who could be told. Default: 300 000. */
  suspendMs: number;
  /** For how long an alert is tried before somebody else is told instead. Default: 900 000. */
  giveUpMs: number;
  /** How many errands may wait or send in one channel at once; for the others it is "later" at once. Default: 40. */
  inChannel: number;
  /**
   * How many writes by themselves, and loads, may wait for the database at once: of the 100 activities that a worker carries out at once,
   * the rest is left to errands, whose pages go out without a database. Default: 50.
   */
  inDatabase: number;
}

const SEND_MS = 10_000;

export function boundsFrom(given: Partial<DeliveryBounds> = {}): DeliveryBounds {
  const attemptMs = (given.sendMs ?? SEND_MS) + 10_000;
  return {
    saveMs: 2_000,
    turnMs: 3_000,
    ledgerMs: 1_000,
    completeMs: 5_500,
    sendMs: SEND_MS,
    findMs: 3_000,
    attemptMs,
    lookUpMs: 300_000,
    suspendMs: 300_000,
    giveUpMs: 900_000,
    inChannel: 40,
    inDatabase: 50,
    ...given,
  };
}

/** What the channel's own limit of a send leaves to it, so that its error comes first. */
export const SEND_MARGIN_MS = 500;
/** The outcome of an alert in an errand waits so long at most for those of the others, to be entered in one message with them. */
export const GATHERING_MS = 500;

/** How long an attempt that is cancelled goes on at most, in milliseconds: it ends a send that it has begun, and enters the outcome. */
export function endingMs({ sendMs, completeMs }: Pick<DeliveryBounds, 'sendMs' | 'completeMs'>): number {
  return COLLECTING_MS + sendMs + SEND_MARGIN_MS + GATHERING_MS + completeMs;
}

/** No alert is given up before it was tried so often, however long the first attempt had to wait for a worker. */
export const LEAST_ATTEMPTS = 3;
