/**
 * What is known of earlier attempts at one alert: from its ledger entry, and from the heartbeat of the attempt before,
 * which still speaks when the ledger does not.
 */
import type { Info } from '@temporalio/activity';
import type { LedgerEntry } from '../store/port.js';
import type { Attempted, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { Instant } from '../domain/rules/policy.js';

/** Which activity execution this is, and the how-maniest attempt. */
export interface Execution {
  /** The same for all its attempts. */
  execution: string;
  attempt: number;
  /** When it was asked for. */
  since: Instant;
}

export function executionOf({ workflowExecution, activityId, attempt, scheduledTimestampMs }: Info): Execution {
  return { execution: `${workflowExecution?.runId ?? ''}/${activityId}`, attempt, since: scheduledTimestampMs };
}

/** The sends of one alert so far. */
export interface Sends {
  /** How many may have been taken without our knowing: `doubts` on the wire. */
  unconfirmed: number;
  /** One failed in a way that makes it unlikely, not impossible, that it was taken: `suspect` on the wire. */
  unlikely: boolean;
  /** The last one may still be under way until then. */
  underWayUntil: Instant;
  /** When the last one began. */
  lastAt: Instant;
}

const NONE: Sends = { unconfirmed: 0, unlikely: false, underWayUntil: -Infinity, lastAt: -Infinity };

export function claimName(execution: string, attempt: number): string {
  return `${execution}#${attempt}`;
}

/** Where the knowledge comes from. */
export interface Sources {
  /** What the ledger had of it before this attempt. Null: nothing, or the ledger does not answer. */
  entry: LedgerEntry | null;
  /** What the attempt before this one has left. */
  earlier: Attempted | undefined;
  /** A run continued as new then, while the alert was being delivered, and the ledger does not say what came of that. */
  handedOverAt?: Instant;
}

/** Of a delivery that was handed over nothing is known but that it may have sent the alert. */
const HANDED_OVER = { doubts: 1, suspect: false, ended: false };

/** @param attemptMs for how long an attempt that was never heard of again may still be under way */
export function sendsSoFar({ entry, earlier, handedOverAt }: Sources, attemptMs: number): Sends {
  const isCovered = entry && earlier && covers(earlier, entry.claimedBy);
  return [
    earlier && sends(earlier, earlier.at, attemptMs),
    entry && !isCovered && sends(entry, entry.claimedAt, attemptMs),
    handedOverAt !== undefined && sends(HANDED_OVER, handedOverAt, attemptMs),
  ].reduce<Sends>((all, some) => (some ? together(all, some) : all), NONE);
}

function together(all: Sends, some: Sends): Sends {
  return {
    unconfirmed: Math.max(all.unconfirmed, some.unconfirmed),
    unlikely: all.unlikely || some.unlikely,
    underWayUntil: Math.max(all.underWayUntil, some.underWayUntil),
    lastAt: Math.max(all.lastAt, some.lastAt),
  };
}

function sends(
  { doubts, suspect, ended }: Pick<Attempted, 'doubts' | 'suspect' | 'ended'>,
  at: Instant,
  attemptMs: number,
): Sends {
  return { unconfirmed: doubts, unlikely: suspect, underWayUntil: ended ? -Infinity : at + attemptMs, lastAt: at };
}

/** The heartbeat is of that very claim or of a later one: the ledger has missed how it went on. */
function covers(earlier: Attempted, claimedBy: string): boolean {
  const [execution, attempt] = [claimedBy.slice(0, claimedBy.lastIndexOf('#')), claimedBy.split('#').at(-1)];
  return execution === earlier.execution && Number(attempt) <= earlier.attempt;
}

/** The outcome an entry stands for; null while the alert is still to be sent. */
export function outcomeOf(entry: LedgerEntry): DeliveryOutcome | null {
  const at = entry.settledAt ?? entry.claimedAt;
  switch (entry.state) {
    case 'sent':
      return {
        state: 'sent',
        providerId: entry.providerId ?? '',
        ...(entry.thread === null ? {} : { thread: entry.thread }),
        at,
        recorded: true,
      };
    case 'unconfirmed':
    case 'undeliverable':
    case 'superseded':
      return { state: entry.state, error: entry.lastError ?? 'unknown', at, recorded: true };
    case 'pending':
    case 'sending':
      return null;
  }
}
