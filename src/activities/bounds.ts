/** How long delivering an alert may take, as a whole and in its parts. */

/**
 * In milliseconds. The ledger's calls, the look-up and the send of one attempt stay within the activity's start-to-close timeout of 20 s;
 * the other bounds are between attempts.
 */
export interface DeliveryBounds {
  /** One call of the ledger. Default: 1000. */
  ledgerMs: number;
  /** One send. Default: 10 000; more than 12 000 does not fit. */
  sendMs: number;
  /** One look-up. Default: 3000. */
  findMs: number;
  /** For how long an attempt that was never heard of again may still be under way. Default: `sendMs` and 5000. */
  attemptMs: number;
  /**
   * How long a look-up that does not work holds up the next send: then a duplicate is the smaller evil. Default: 300 000.
   */
  lookUpMs: number;
  /** How long to wait between attempts where only a person can help: credentials, nobody who could be told. Default: 300 000. */
  parkMs: number;
  /** For how long an alert is tried before somebody else is told instead. Default: 900 000. */
  giveUpMs: number;
}

const SEND_MS = 10_000;

export function boundsFrom(given: Partial<DeliveryBounds> = {}): DeliveryBounds {
  const attemptMs = (given.sendMs ?? SEND_MS) + 5_000;
  return {
    ledgerMs: 1_000,
    sendMs: SEND_MS,
    findMs: 3_000,
    attemptMs,
    lookUpMs: 300_000,
    parkMs: 300_000,
    giveUpMs: 900_000,
    ...given,
  };
}

/** No alert is given up before it was tried so often, however long the first attempt had to wait for a worker. */
export const LEAST_ATTEMPTS = 3;
