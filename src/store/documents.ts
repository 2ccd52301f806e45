/** Domain values as documents of the three collections, and back. */
import type { Decision, LogEntry } from '../domain/decision.js';
import type { Addressed } from '../domain/delivery.js';
import type { Instant } from '../domain/policy.js';
import type { EngineRecord, TicketSnapshot } from '../domain/snapshot.js';
import { decodeKeys, encodeKeys } from './keys.js';
import type { AlertDocument, Claim, LedgerEntry, LogDocument } from './port.js';

const date = (instant: Instant): Date => new Date(instant);
const dateOrNull = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** The engine's fields of a `tickets` document, `_id` apart. */
export function ticketFields(snapshot: TicketSnapshot, engine: EngineRecord): Record<string, unknown> {
  const { ticketId: _id, ...fields } = snapshot;
  return {
    ...fields,
    createdAt: date(snapshot.createdAt),
    lastActivityAt: date(snapshot.lastActivityAt),
    escalatedAt: dateOrNull(snapshot.escalatedAt),
    cooldownUntil: dateOrNull(snapshot.cooldownUntil),
    slaDueAt: date(snapshot.slaDueAt),
    slaBreachedAt: dateOrNull(snapshot.slaBreachedAt),
    nextDeadlineAt: dateOrNull(snapshot.nextDeadlineAt),
    rev: engine.rev,
    engine: encodeKeys(engine),
  };
}

export function engineOf(document: object | null): EngineRecord | null {
  const { engine } = (document ?? {}) as { engine?: unknown };
  return engine ? (decodeKeys(engine) as EngineRecord) : null;
}

/** @param rev of the write that brings it */
export function logDocument({ id, number, decision, count }: LogEntry, rev: number): LogDocument {
  const { at, ...rest } = decision as Decision & { until?: Instant };
  return {
    _id: id,
    number,
    rev,
    at: date(at),
    ...rest,
    ...(rest.until === undefined ? {} : { until: date(rest.until) }),
    ...(count === undefined ? {} : { count }),
  };
}

/** An entry for an alert nothing has been done for yet. */
export function newAlertDocument(alert: Addressed, at: Instant): AlertDocument {
  return {
    _id: alert.key,
    ticketId: alert.transition.ticketId,
    seq: alert.transition.seq,
    channel: alert.channel,
    target: alert.address,
    state: 'pending',
    attempts: 0,
    doubts: 0,
    suspect: false,
    claimedBy: null,
    claimedAt: null,
    ended: true,
    providerId: null,
    thread: null,
    lastError: null,
    createdAt: date(at),
    updatedAt: date(at),
    settledAt: null,
  };
}

/** The fields that a claim sets. */
export function claimFields(claim: Claim) {
  return {
    state: 'sending' as const,
    doubts: claim.doubts,
    claimedBy: claim.by,
    claimedAt: date(claim.at),
    ended: false,
    updatedAt: date(claim.at),
  };
}

export function ledgerEntry(document: AlertDocument): LedgerEntry {
  const { _id: key, state, attempts, doubts, suspect, claimedBy, ended, providerId, thread, lastError } = document;
  return {
    key,
    state,
    attempts,
    doubts,
    suspect,
    claimedBy: claimedBy ?? '',
    claimedAt: document.claimedAt?.getTime() ?? 0,
    ended,
    providerId,
    thread,
    lastError,
    settledAt: document.settledAt?.getTime() ?? null,
  };
}
