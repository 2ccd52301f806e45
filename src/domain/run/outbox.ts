/** What the ticket owes the world, as plain JSON: log entries, alerts, and outcomes that the ledger has not heard of. Bounded. */
import { decisionBehind, type Alert, type Effect, type LogEntry } from '../ladder/decision.js';
import { addressedOf, type AlertRecord, type Attempted, type DeliveryOutcome } from '../alerts/delivery.js';
import { supersededBy } from '../alerts/superseded.js';
import { targetName, type Instant } from '../rules/policy.js';
import { WRITE_SLICE, type TicketWrite } from '../records/snapshot.js';
import { sizeOf } from '../ticket/limits.js';
import type { TicketState } from '../ticket/ticket.js';

export interface OutboxState {
  /** Log entries not yet in the database, oldest first. */
  log: LogEntry[];
  /** Entries up to this number may be in the database already, so they cannot come to stand for others. */
  sentUpTo: number;
  /** Alerts without an outcome, oldest first. */
  alerts: OwedAlert[];
  /** Alerts whose targets were given up, while a fallback is being told. */
  stranded: Alert[];
  /** Outcomes that the ledger has not heard of, oldest first. */
  unrecorded: Unrecorded[];
}

/** `written`: a write has taken it along, so it may be in the ledger already. */
export type Unrecorded = AlertRecord & { written?: true };

export type OwedAlert = Alert & {
  /** Neither its target nor any fallback could be told: it is tried slowly. */
  slowly?: true;
  /** It went along with a write once; from then on it is delivered by itself. */
  tried?: true;
  /** What that attempt left. */
  earlier?: Attempted;
  /** The last run ended then, or its worker was given up, while it was being delivered. */
  handedOverAt?: Instant;
  /** A later change of the ticket has made it needless: why. It is only waited for what its last attempt comes to. */
  superseded?: string;
};

export const NOTHING_OWED: OutboxState = { log: [], sentUpTo: 0, alerts: [], stranded: [], unrecorded: [] };

/** From this many entries on, one entry stands for all of its like, and says for how many. */
export const LOG_LIMIT = 200;
/** The same for transitions, of which each counts: an outage has to be long and busy for that. */
export const TRANSITIONS_LIMIT = 1_000;
/** In bytes of JSON: from this size on the same, whatever a decision names. */
export const LOG_SIZE = 600_000;
/** In bytes of JSON: what one input of an activity takes of log entries, of outcomes, and of alerts. */
const PART_SIZE = 100_000;
/** How many outcomes are kept while the database does not answer; the oldest are forgotten first. */
export const UNRECORDED_LIMIT = 1_000;
/** What the ticket has left behind is still worth sending for so long: an alert that is merely on its way is not needless. */
const SUPERSEDED_AFTER_MS = 5_000;

export function isEmpty({ log, alerts, stranded, unrecorded }: OutboxState): boolean {
  return log.length + alerts.length + stranded.length + unrecorded.length === 0;
}

export function withEffects(outbox: OutboxState, effects: Effect[]): OutboxState {
  if (effects.length === 0) return outbox;
  const alerts = effects.flatMap((effect): Alert[] => (effect.kind === 'log' ? [] : [effect.alert]));
  const entries = effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry] : []));
  return {
    ...outbox,
    alerts: [...outbox.alerts, ...alerts],
    log: entries.reduce((log, entry) => withEntry(log, entry, outbox.sentUpTo), outbox.log),
  };
}

function withEntry(log: LogEntry[], entry: LogEntry, sentUpTo: number): LogEntry[] {
  const limit = entry.decision.kind in TRANSITIONS ? TRANSITIONS_LIMIT : LOG_LIMIT;
  const tooLarge = isLarge(log, entry);
  if (log.length < limit && !tooLarge) return [...log, entry];
  const lastOf = (nameOf: (one: LogEntry) => string) => {
    const name = nameOf(entry);
    return log.findLastIndex((one) => one.number > sentUpTo && nameOf(one) === name);
  };
  const like = lastOf(likeness);
  // Rules that take turns need not be alike for that.
  const stands = like < 0 && tooLarge ? lastOf(({ decision }) => decision.kind) : like;
  return stands < 0 ? [...log, entry] : log.with(stands, { ...log[stands]!, count: (log[stands]!.count ?? 1) + 1 });
}

/** Entries of a ticket are of about one size, so most logs need not be measured. */
function isLarge(log: LogEntry[], entry: LogEntry): boolean {
  return log.length * sizeOf(entry) > LOG_SIZE && sizeOf(log) > LOG_SIZE;
}

const TRANSITIONS = { escalated: true, deescalated: true };

/** What one entry may stand for; few enough that the log stays bounded. */
function likeness({ decision }: LogEntry): string {
  switch (decision.kind) {
    case 'held':
      return `held ${decision.rule}`;
    case 'skipped':
      return `skipped ${decision.rule}`;
    case 'notified':
      return `notified ${decision.rule}`;
    case 'ignored':
      return `ignored ${decision.event}`;
    case 'escalated':
      return `escalated ${decision.from} ${decision.to} ${decision.rule}`;
    case 'deescalated':
      return `deescalated ${decision.from} ${decision.to} ${decision.reason}`;
    default:
      return decision.kind;
  }
}

/** The alert has got its outcome, or does not need one any more. */
export function without(outbox: OutboxState, key: string): OutboxState {
  const others = <A extends Alert>(alerts: A[]) => alerts.filter((alert) => alert.key !== key);
  return { ...outbox, alerts: others(outbox.alerts), stranded: others(outbox.stranded) };
}

export function withRecord(outbox: OutboxState, alert: Alert, outcome: DeliveryOutcome): OutboxState {
  const record = { alert: addressedOf(alert), outcome };
  return { ...outbox, unrecorded: [...outbox.unrecorded, record].slice(-UNRECORDED_LIMIT) };
}

/** Alerts to one target keep their order. One that is tried slowly holds up no other: a later one would have superseded it. */
export function laneOf(alert: OwedAlert): string {
  return alert.slowly ? alert.key : targetName(alert);
}

/** The alert that is next in each lane: one that waits for its target's hours holds up no other. */
export function firstInLanes({ alerts }: OutboxState, now: Instant): OwedAlert[] {
  const first = new Map<string, OwedAlert>();
  for (const alert of alerts) {
    if (!isDeferred(alert, now) && !first.has(laneOf(alert))) first.set(laneOf(alert), alert);
  }
  return [...first.values()];
}

/** It waits for the hours of its target. */
export function isDeferred({ deferredUntil = -Infinity }: Alert, now: Instant): boolean {
  return now < deferredUntil;
}

/** When the first of those that wait for hours goes out; null: none does. */
export function deferredUntil({ alerts }: OutboxState, now: Instant): Instant | null {
  const ahead = alerts.flatMap((alert) => (isDeferred(alert, now) ? [alert.deferredUntil!] : []));
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** For the next run, which cannot hear what comes of the deliveries that are under way. */
export function handedOver(outbox: OutboxState, underWay: ReadonlySet<string>, now: Instant): OutboxState {
  if (underWay.size === 0) return outbox;
  const alerts = outbox.alerts.map((alert) => (underWay.has(alert.key) ? { ...alert, handedOverAt: now } : alert));
  return { ...outbox, alerts };
}

/** No write has taken these along yet. */
export function hasUnwritten({ log, unrecorded, sentUpTo }: OutboxState): boolean {
  return unrecorded.some(({ written }) => !written) || log.some(({ number }) => number > sentUpTo);
}

/** The first of them that one input of an activity takes, one at least. */
export function fitting<T>(all: T[]): T[] {
  if (all.length < 2) return all;
  let size = 0;
  const end = all.findIndex((one, i) => (size += sizeOf(one)) > PART_SIZE && i > 0);
  return end < 0 ? all : all.slice(0, end);
}

/** The oldest of what has to be written, and the outbox once it has been asked for; the rest follows with the next write. */
export function slice(outbox: OutboxState): { outbox: OutboxState } & Pick<TicketWrite, 'log' | 'alerts'> {
  const log = fitting(outbox.log.slice(0, WRITE_SLICE));
  const records = fitting(outbox.unrecorded.slice(0, WRITE_SLICE));
  const written = records.map((record) => ({ ...record, written: true as const }));
  return {
    log,
    alerts: records.map(({ alert, outcome }) => ({ alert, outcome })),
    outbox: {
      ...outbox,
      sentUpTo: Math.max(outbox.sentUpTo, log.at(-1)?.number ?? 0),
      unrecorded: [...written, ...outbox.unrecorded.slice(records.length)],
    },
  };
}

/** The database has these. */
export function afterWrite(outbox: OutboxState, { log, alerts }: Pick<TicketWrite, 'log' | 'alerts'>): OutboxState {
  const entries = new Set(log.map(({ id }) => id));
  const records = new Set(alerts.map(({ alert, outcome }) => `${alert.key} ${outcome.at}`));
  return {
    ...outbox,
    log: outbox.log.filter(({ id }) => !entries.has(id)),
    unrecorded: outbox.unrecorded.filter(({ alert, outcome }) => !records.has(`${alert.key} ${outcome.at}`)),
  };
}

/** An alert that a later change of the ticket makes needless, why, and from when on. */
export interface Needless {
  alert: OwedAlert;
  why: string;
  from: Instant;
}

/** @param underWay keys of the alerts that are being delivered */
export function needless(
  { alerts, stranded }: OutboxState,
  ticket: TicketState,
  underWay: ReadonlySet<string>,
): Needless[] {
  return [...alerts, ...stranded].flatMap((alert: OwedAlert) => {
    const why = alert.superseded === undefined ? supersededBy(alert, ticket) : undefined;
    if (why === undefined) return [];
    const { key, deferredUntil, slowly } = alert;
    // One that has waited for its target's hours is not on its way before it is tried, and one that is tried slowly has a lane of its own:
    // it would come after the alert that superseded it.
    if (slowly || (deferredUntil !== undefined && !underWay.has(key))) return [{ alert, why, from: -Infinity }];
    const since = deferredUntil ?? decisionBehind(alert).at;
    return [{ alert, why, from: since + SUPERSEDED_AFTER_MS }];
  });
}
