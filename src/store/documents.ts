/** Domain values as documents of the three collections, and back. */
import type { Decision, LogEntry } from '../domain/ladder/decision.js';
import type { Addressed, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { ClockViews } from '../domain/rules/clock-view.js';
import type { Instant } from '../domain/rules/policy.js';
import { snapshot, type EngineRecord, type TicketSnapshot, type TicketWrite } from '../domain/records/snapshot.js';
import { decodeKey, decodeKeys, encodeKeys } from './keys.js';
import type { AlertDocument, Claim, LedgerEntry, LogDocument } from './port.js';

const date = (instant: Instant): Date => new Date(instant);
const dateOrNull = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));

/** Fields that only some tickets have. The compiler names one that is missing here. */
const ONLY_OF_SOME = { clocks: '' } as const satisfies Record<OptionalKey<TicketSnapshot>, ''>;
type OptionalKey<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/**
 * What a write changes of a ticket's document: the world's fields and the engine's, under the paths that it is to have them; what the
 * ticket has had and has no more is taken away.
 */
export function ticketChange(write: TicketWrite, engine: Record<string, unknown>) {
  const fields = worldFields(write);
  const gone = Object.entries(ONLY_OF_SOME).filter(([name]) => !Object.hasOwn(fields, name));
  return { $set: { ...fields, ...engine }, ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }) };
}

/** The fields of a `tickets` document that the world reads, `_id` apart: computed from the engine's state. */
function worldFields({ engine, nextDeadlineAt, clocks: stand }: TicketWrite): Record<string, unknown> {
  const { ticketId: _id, clocks, ...fields } = snapshot(engine.state, nextDeadlineAt, stand);
  return {
    ...fields,
    createdAt: date(fields.createdAt),
    lastActivityAt: date(fields.lastActivityAt),
    escalatedAt: dateOrNull(fields.escalatedAt),
    cooldownUntil: dateOrNull(fields.cooldownUntil),
    slaDueAt: dateOrNull(fields.slaDueAt),
    slaBreachedAt: dateOrNull(fields.slaBreachedAt),
    nextDeadlineAt: dateOrNull(fields.nextDeadlineAt),
    rev: engine.rev,
    ...(clocks && { clocks: clockFields(clocks) }),
  };
}

function clockFields(clocks: ClockViews): Record<string, unknown> {
  const fields = Object.entries(clocks).map(([name, clock]) => {
    const { startedAt, dueAt, metAt, breachedAt } = clock;
    const times = { startedAt, dueAt, metAt, breachedAt };
    const dates = Object.entries(times).map(([field, at]) => [field, dateOrNull(at)]);
    return [name, { ...clock, ...(Object.fromEntries(dates) as Record<keyof typeof times, Date | null>) }];
  });
  return Object.fromEntries(fields) as Record<string, unknown>;
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
  const { at, until, deferred, ...rest } = decision as Decision & Partial<Timed>;
  return {
    _id: id,
    number,
    at: date(at),
    ...rest,
    ...(until === undefined ? {} : { until: dateOrNull(until) }),
    ...(deferred && { deferred: encodedTimes(deferred) }),
    ...(count === undefined ? {} : { count }),
  };
}

interface Timed {
  until: Instant | null;
  deferred: Record<string, Instant | null>;
}

/** Keys are targets, with dots in them. */
function encodedTimes(deferred: Timed['deferred']): Record<string, Date | null> {
  const times = encodeKeys(deferred) as Timed['deferred'];
  return Object.fromEntries(Object.entries(times).map(([target, until]) => [target, dateOrNull(until)]));
}

/** A log entry as it was before its keys were written so that every server takes them. */
export function readLogDocument({ deferred, ...rest }: LogDocument): LogDocument {
  return {
    ...rest,
    ...(deferred !== undefined && { deferred: decodedTimes(deferred as Record<string, Date | null>) }),
  };
}

function decodedTimes(deferred: Record<string, Date | null>): Record<string, Date | null> {
  return Object.fromEntries(Object.entries(deferred).map(([key, at]) => [decodeKey(key), at]));
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
