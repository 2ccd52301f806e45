/**
 * What to do about an alert now, by what is known of it: at most one message more than asked for, and none lost, whatever fails on the
 * way. Pure; `attempt.ts` carries the steps out and asks again. The first line that holds counts:
 *
 *   ledger entry, earlier sends             look-up                        step
 *   --------------------------------------- ------------------------------ -----------------------------------------
 *   entry sent, unconfirmed, superseded                                    complete, as entered
 *   entry undeliverable, not tried slowly                                  complete, as entered
 *   the last send may be under way; so may one that a run handed over      wait until it is over
 *     when it continued as new, if the ledger does not answer
 *   nothing that may have been taken                                       send
 *   the receiver drops repeats of an alert key                             send, as for the first time
 *   1 unconfirmed, or only an unlikely one  none yet                       look up
 *                                           found                          complete: sent
 *                                           not there, or nobody can look  send
 *                                           fails, for less than lookUpMs  wait as the channel says
 *                                           fails, for longer              send: a duplicate is the smaller evil
 *   2 unconfirmed                           none yet                       look up
 *                                           found                          complete: sent
 *                                           nobody can look                complete: unconfirmed
 *                                           not there, within attemptMs    wait until then: it may still turn up
 *                                           not there, later               send, as for the first time
 *                                           fails                          wait as the channel says
 *
 *   this attempt's send                                                    step
 *   ---------------------------------------------------------------------- -----------------------------------------
 *   taken                                                                  complete: sent
 *   not begun: another attempt was quicker                                 wait for 1 s
 *   refused for good, not tried slowly                                     complete: undeliverable
 *   2 unconfirmed, this one counted, and the channel has no look-up and    complete: unconfirmed
 *     its receiver does not drop repeats
 *   failed since giveUpMs, in 3 attempts or more, neither tried slowly     complete: undeliverable
 *     nor for our credentials or settings
 *   failed otherwise                                                       wait as the channel says
 *
 * "As the channel says" is: with the usual backoff; for as long as the provider asks; for suspendMs where somebody has to mend our
 * credentials or settings; for suspendMs always where an alert is tried slowly. An entry is undeliverable meanwhile where the alert is
 * tried slowly, sending where a send is unconfirmed, else pending.
 */
import type { DeliveryError, Reaction, Receipt } from '../channels/port.js';
import type { DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { Instant } from '../domain/rules/policy.js';
import type { Setback } from '../store/port.js';
import { LEAST_ATTEMPTS, type DeliveryBounds } from './bounds.js';
import { outcomeOf, sendsSoFar, type Execution, type Sends, type Sources } from './known.js';

/** How many sends may be unconfirmed before an alert is. */
const UNCONFIRMED_AT_MOST = 2;

/** What is known of an alert. */
export interface Known extends Sources {
  key: string;
  of: Pick<Execution, 'attempt' | 'since'>;
  /** Nobody could be told, neither its target nor a fallback: it is tried until it is sent or superseded. */
  slowly: boolean;
  /** The channel has a look-up. */
  canLookUp: boolean;
  /** Whoever gets a message of the channel drops repeats, by its alert key. Default: no. */
  dropsRepeats?: boolean;
  /** What this attempt's look-up has said. */
  lookUp?: LookUp;
  /** What came of this attempt's send. */
  send?: Sent;
}

export type LookUp = { found: Receipt } | 'not there' | 'cannot' | { failed: SendFailure };

export interface Sent {
  /** The sends before it, as far as they still count. */
  before: Sends;
  result: { receipt: Receipt } | { failed: SendFailure } | 'taken over';
}

export type SendFailure = Pick<DeliveryError, 'message' | 'reaction' | 'taken'>;

/** An outcome, as long as it is open whether the ledger has it. */
export type UnrecordedOutcome = DeliveryOutcome extends infer O
  ? O extends unknown
    ? Omit<O, 'recorded'>
    : never
  : never;

export interface Wait {
  kind: 'wait';
  /** For people. */
  why: string;
  /** In milliseconds. Absent: with the usual backoff. */
  afterMs?: number;
  /** `suspended`: somebody has to mend our credentials or settings; `undelivered`: it is tried slowly. */
  as?: 'suspended' | 'undelivered';
  /** To be entered in the ledger. */
  setback?: Setback;
}

export type NextStep =
  | { kind: 'send'; before: Sends }
  | { kind: 'look up'; sentAt: Instant }
  | Wait
  /** `isEntered`: the ledger has said so itself. */
  | { kind: 'complete'; outcome: UnrecordedOutcome; isEntered: boolean };

type Bounds = Pick<DeliveryBounds, 'attemptMs' | 'lookUpMs' | 'suspendMs' | 'giveUpMs'>;

export function nextStep(known: Known, now: Instant, bounds: Bounds): NextStep {
  const { entry, slowly, send } = known;
  if (send) return afterSend(known, send, now, bounds);

  const entered = entry && outcomeOf(entry);
  if (entered && !(slowly && entered.state === 'undeliverable')) {
    return { kind: 'complete', outcome: entered, isEntered: true };
  }
  const sends = sendsSoFar(known, bounds.attemptMs);
  if (sends.underWayUntil > now) {
    return waitFor(sends.underWayUntil - now, 'an earlier attempt may still be under way');
  }
  if (known.dropsRepeats) return { kind: 'send', before: { ...sends, unconfirmed: 0, unlikely: false } };
  return sends.unconfirmed > 0 || sends.unlikely
    ? unlessTaken(known, sends, now, bounds)
    : { kind: 'send', before: sends };
}

/** A message may have been taken: another one is sent only if it was not, or if that cannot be found out. */
function unlessTaken(known: Known, sends: Sends, now: Instant, bounds: Bounds): NextStep {
  const lookUp = known.canLookUp ? known.lookUp : 'cannot';
  const isLast = sends.unconfirmed >= UNCONFIRMED_AT_MOST;
  if (lookUp === undefined) return { kind: 'look up', sentAt: sends.lastAt };
  if (lookUp === 'cannot') {
    return isLast ? unconfirmed(known.entry?.lastError, now) : { kind: 'send', before: sends };
  }
  if (lookUp === 'not there') {
    if (!isLast) return { kind: 'send', before: sends };
    const turnsUpUntil = sends.lastAt + bounds.attemptMs;
    if (turnsUpUntil > now) return waitFor(turnsUpUntil - now, 'it may still turn up');
    // What is not there so long after it was sent was not taken, as often as it was sent.
    return { kind: 'send', before: { ...sends, unconfirmed: 0, unlikely: false } };
  }
  if ('found' in lookUp) return complete({ state: 'sent', ...lookUp.found, at: now });

  if (!isLast && now - sends.lastAt > bounds.lookUpMs) return { kind: 'send', before: sends };
  const { message, reaction } = lookUp.failed;
  return {
    ...waitAs(reaction, `whether ${known.key} was sent cannot be looked up: ${message}`, known.slowly, bounds),
    setback: setback(sends, `cannot be looked up now: ${message}`, known.slowly, now, reaction),
  };
}

function afterSend(known: Known, { before, result }: Sent, now: Instant, bounds: Bounds): NextStep {
  const { slowly } = known;
  if (result === 'taken over') return waitFor(1_000, 'another attempt has taken over');
  if ('receipt' in result) return complete({ state: 'sent', ...result.receipt, at: now });

  const { message, reaction } = result.failed;
  const undeliverable = () => complete({ state: 'undeliverable', error: message, at: now });
  if (reaction.kind === 'give-up' && !slowly) return undeliverable();
  const sends = afterFailure(before, result.failed);
  if (sends.unconfirmed >= UNCONFIRMED_AT_MOST && !known.canLookUp && !known.dropsRepeats) {
    return unconfirmed(message, now);
  }
  const { attempt, since } = known.of;
  const triedForLong = attempt >= LEAST_ATTEMPTS && now - since >= bounds.giveUpMs;
  if (triedForLong && !slowly && reaction.kind !== 'suspend') return undeliverable();
  return {
    ...waitAs(reaction, `${known.key} was not delivered: ${message}`, slowly, bounds),
    setback: setback(sends, message, slowly, now, reaction),
  };
}

/** The sends of an alert once one more has failed. */
export function afterFailure(before: Sends, { taken }: Pick<SendFailure, 'taken'>): Sends {
  return {
    ...before,
    unconfirmed: before.unconfirmed + (taken === 'maybe' ? 1 : 0),
    unlikely: before.unlikely || taken === 'unlikely',
  };
}

/** What the ledger has to know of an alert that waits. */
export function setback(sends: Sends, error: string, slowly: boolean, at: Instant, reaction?: Reaction): Setback {
  const state = slowly ? 'undeliverable' : sends.unconfirmed > 0 ? 'sending' : 'pending';
  const parked = reaction?.kind === 'suspend';
  return { state, doubts: sends.unconfirmed, suspect: sends.unlikely, error, parked, at };
}

/** Waits as long as what has failed makes sense. */
export function waitAs(
  reaction: Reaction,
  why: string,
  slowly: boolean,
  { suspendMs }: Pick<DeliveryBounds, 'suspendMs'>,
): Wait {
  if (slowly) return { kind: 'wait', why, afterMs: suspendMs, as: 'undelivered' };
  if (reaction.kind === 'retry-at') return waitFor(reaction.afterMs, why);
  if (reaction.kind === 'suspend') return { kind: 'wait', why, afterMs: suspendMs, as: 'suspended' };
  return { kind: 'wait', why };
}

function waitFor(afterMs: number, why: string): Wait {
  return { kind: 'wait', why, afterMs };
}

function unconfirmed(error: string | null | undefined, now: Instant): NextStep {
  const why = error ?? 'sent twice, and each time the answer was lost';
  return complete({ state: 'unconfirmed', error: why, at: now });
}

function complete(outcome: UnrecordedOutcome): NextStep {
  return { kind: 'complete', outcome, isEntered: false };
}
