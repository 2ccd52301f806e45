/** Domain values as documents of the three collections, and back. */
import type { Decision, LogEntry } from '../domain/ladder/decision.js';
import type { Addressed, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { Instant } from '../domain/rules/policy.js';
import { snapshot, type EngineRecord, type TicketWrite } from '../domain/records/snapshot.js';
import { decodeKeys, encodeKeys } from './keys.js';
import type { AlertDocument, Claim, LedgerEntry, LogDocument } from './port.js';

const date = (instant: Instant): Date => new Date(instant);
const dateOrNull = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** The fields of a `tickets` document that the world reads, `_id` apart: computed from the engine's state. */
export function worldFields({ engine: { state, rev }, nextDeadlineAt }: TicketWrite): Record<string, unknown> {
  const { ticketId: _id, ...fields } = snapshot(state, nextDeadlineAt);
  return {
    ...fields,
    createdAt: date(fields.createdAt),
    lastActivityAt: date(fields.lastActivityAt),
    escalatedAt: dateOrNull(fields.escalatedAt),
    cooldownUntil: dateOrNull(fields.cooldownUntil),
    slaDueAt: date(fields.slaDueAt),
    slaBreachedAt: dateOrNull(fields.slaBreachedAt),
    nextDeadlineAt: dateOrNull(fields.nextDeadlineAt),
    rev,
  };
}

/** The engine's own sub-document, in its parts. The policy is there only if the write brings it. */
export function engineParts({ engine, policy }: TicketWrite): Record<string, unknown> {
  const { chain, rev, state, threads } = engine;
  return encodeKeys({ chain, rev, state, threads, policy }) as Record<string, unknown>;
}

/** Null when the document has nothing that a ticket could be taken up with. */
export function engineOf(document: object | null): EngineRecord | null {
  const { engine } = (document ?? {}) as { engine?: unknown };
  const { chain, rev, state, threads, policy } = (decodeKeys(engine) ?? {}) as Partial<EngineRecord> &
    Pick<TicketWrite, 'policy'>;
  if (chain === undefined || rev === undefined || state === undefined || policy === undefined) return null;
  return { chain, rev, state: { ...state, policy }, threads: threads ?? {} };
}

export function logDocument({ id, number, decision, count }: LogEntry): LogDocument {
  const { at, ...rest } = decision as Decision & { until?: Instant };
  return {
    _id: id,
    number,
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

/** The fields that an outcome sets. */
export function outcomeFields(outcome: DeliveryOutcome) {
  const at = date(outcome.at);
  const common = { state: outcome.state, ended: true, updatedAt: at, settledAt: at };
  return outcome.state === 'sent'
    ? { ...common, providerId: outcome.providerId, thread: outcome.thread ?? null }
    : { ...common, lastError: outcome.error };
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
