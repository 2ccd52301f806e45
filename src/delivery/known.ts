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

/** @param attemptMs for how long an attempt that was never heard of again may still be under way */
export function sendsSoFar(entry: LedgerEntry | null, earlier: Attempted | undefined, attemptMs: number): Sends {
  const remembered = earlier && sends(earlier, earlier.at, attemptMs);
  const entered = entry && sends(entry, entry.claimedAt, attemptMs);
  if (!entered) return remembered ?? NONE;
  if (!remembered) return entered;
  if (covers(earlier, entry.claimedBy)) return remembered;
  return {
    unconfirmed: Math.max(entered.unconfirmed, remembered.unconfirmed),
    unlikely: entered.unlikely || remembered.unlikely,
    underWayUntil: Math.max(entered.underWayUntil, remembered.underWayUntil),
    lastAt: Math.max(entered.lastAt, remembered.lastAt),
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
