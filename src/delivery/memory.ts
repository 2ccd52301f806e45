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

export interface Past {
  /** Sends that may have been taken without our knowing. */
  doubts: number;
  suspect: boolean;
  /** A send may still be under way until then. */
  busyUntil: Instant;
  /** When the last send began. */
  sentAt: Instant;
}

export function claimName(execution: string, attempt: number): string {
  return `${execution}#${attempt}`;
}

export function pastOf(entry: LedgerEntry | null, memory: Attempted | undefined, attemptMs: number): Past {
  const memorised = memory && {
    doubts: memory.doubts,
    suspect: memory.suspect,
    busyUntil: memory.ended ? -Infinity : memory.at + attemptMs,
    sentAt: memory.at,
  };
  const recorded = entry && {
    doubts: entry.doubts,
    suspect: entry.suspect,
    busyUntil: entry.ended ? -Infinity : entry.claimedAt + attemptMs,
    sentAt: entry.claimedAt,
  };
  if (!recorded) return memorised ?? { doubts: 0, suspect: false, busyUntil: -Infinity, sentAt: -Infinity };
  if (!memorised) return recorded;
  if (covers(memory, entry.claimedBy)) return memorised;
  return {
    doubts: Math.max(recorded.doubts, memorised.doubts),
    suspect: recorded.suspect || memorised.suspect,
    busyUntil: Math.max(recorded.busyUntil, memorised.busyUntil),
    sentAt: Math.max(recorded.sentAt, memorised.sentAt),
  };
}

/** The memory is of that very claim or of a later one: the ledger has missed how it went on. */
function covers(memory: Attempted, claimedBy: string): boolean {
  const [execution, attempt] = [claimedBy.slice(0, claimedBy.lastIndexOf('#')), claimedBy.split('#').at(-1)];
  return execution === memory.execution && Number(attempt) <= memory.attempt;
}

/** The outcome an entry stands for; null while the alert is still to be sent. */
export function settledOutcome(entry: LedgerEntry): DeliveryOutcome | null {
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
