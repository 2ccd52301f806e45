/** What the engine and its command line need of a database. Every call is bounded in time and may be repeated. */
import type { LogEntry } from '../domain/ladder/decision.js';
import type { Addressed, AlertRecord, AlertState } from '../domain/alerts/delivery.js';
import type { Channel, Instant, Policy } from '../domain/rules/policy.js';
import type { EngineRecord, TicketSnapshot, TicketWrite, WriteResult } from '../domain/records/snapshot.js';

/** What the activities need. Rejects with a `StoreError`; every rejection is worth another try later. */
export interface TicketStore {
  /**
   * Writes the ticket, then its log entries and outcomes; the latter two only where the ticket was `saved`. Success means: what
   * the result says is durable. Writing the same thing twice leaves it as it is.
   */
  save(write: TicketWrite): Promise<WriteResult>;
  /** What the engine needs to go on with a ticket; null when it has never been saved. */
  load(ticketId: string): Promise<EngineRecord | null>;
}

/** An entry of the ledger: what is known of one alert. */
export interface LedgerEntry {
  key: string;
  state: AlertState;
  /** Sends begun so far. */
  attempts: number;
  /** Sends, the current one included, that may have been taken without our knowing. */
  doubts: number;
  /** A send failed in a way that makes it unlikely, not impossible, that it was taken. */
  suspect: boolean;
  /** Who began the last send. */
  claimedBy: string;
  claimedAt: Instant;
  /** The last send is known to be over. */
  ended: boolean;
  providerId: string | null;
  thread: string | null;
  lastError: string | null;
  /** When it was delivered or given up. */
  settledAt: Instant | null;
}

/** The right to send an alert once. */
export interface Claim {
  /** Who claims; unique for each attempt. */
  by: string;
  at: Instant;
  /** `doubts` as it is if this send is never heard of again. */
  doubts: number;
}

/** How a send ended that did not complete the alert. */
export interface Setback {
  /** `pending`: known to be unsent. `sending`: nobody knows. `undeliverable`: nobody could be told instead either. */
  state: 'pending' | 'sending' | 'undeliverable';
  doubts: number;
  suspect: boolean;
  error: string;
  /** It waits until somebody mends credentials or settings. Default: no. */
  parked?: boolean;
  at: Instant;
}

/** The ledger of alerts. It is a memory, not a lock: inserts of a key are exclusive, all else is guarded by the claim. */
export interface AlertLedger {
  /** Enters an alert as `sending`. Null when the entry is ours now, else the entry that was there first. */
  claim(alert: Addressed, claim: Claim): Promise<LedgerEntry | null>;
  /** Takes over an incomplete entry for the next send. False when it has changed since it was read. */
  reclaim(seen: LedgerEntry, claim: Claim): Promise<boolean>;
  /** Notes that the send claimed by `by` failed. Without effect when somebody else has claimed since. */
  setBack(key: string, by: string, setback: Setback): Promise<void>;
  /** Enters an outcome, also of an alert it has never heard of. A `sent` is never overwritten. */
  complete(record: AlertRecord): Promise<void>;
}

/** A policy that some ticket has or had. */
export interface KeptPolicy {
  hash: string;
  /** With the time zones and holidays that were looked up last. */
  policy: Policy;
  firstUsedAt: Instant;
}

/** The policies that tickets were opened with or moved to. */
export interface PolicyStore {
  /** Keeps a policy; of one that is there already only time zones and holidays that were looked up later. */
  keep(policy: Pick<KeptPolicy, 'hash' | 'policy'>, at: Instant): Promise<void>;
  find(hash: string): Promise<KeptPolicy | null>;
  /** All of them, the newest first. */
  list(): Promise<KeptPolicy[]>;
}

/** A `tickets` document as the database holds it: instants are Dates, the help desk's keys are beside the engine's. */
export type TicketDocument = Record<string, unknown> & { _id: string };

/** What the command line needs. */
export interface TicketArchive {
  /**
   * Keeps the help desk's own keys of up to some hundred tickets, in few messages. Keys that are the engine's are left out; a ticket
   * that is there twice gets the keys of both.
   * @throws StoreError `unfit` when one of them cannot be kept, such as one that starts with `$` or contains a dot
   */
  adoptAll(tickets: readonly { ticketId: string; ownFields: Record<string, unknown> }[]): Promise<void>;
  read(ticketId: string): Promise<TicketDocument | null>;
  /**
   * Documents that match a MongoDB filter, in order of `_id`, read in pages: one that begins or ceases to match meanwhile may be there or not.
   * @param keys only these, and `_id`. Default: all
   * @param after only ids beyond this one. Given (empty for all of them) each page costs what is in it also where a page of the filter alone has no index
   */
  find(filter: Record<string, unknown>, keys?: readonly string[], after?: string): AsyncIterable<TicketDocument>;
  count(filter: Record<string, unknown>): Promise<number>;
  /** The ticket's log, oldest first. `after`: only what has a higher number. Default: all of it. */
  log(ticketId: string, page?: { after: number; limit: number }): Promise<Record<string, unknown>[]>;
  /** The ticket's alerts, in order of their transitions. */
  alerts(ticketId: string): Promise<AlertDocument[]>;
  /** Alerts that have reached neither their target nor anybody instead, though they were tried or a minute has passed; oldest first. */
  undelivered(now: Instant): Promise<AlertDocument[]>;
}

/** An `alerts` document. */
export interface AlertDocument {
  /** The alert key. */
  _id: string;
  ticketId: string;
  seq: number;
  channel: Channel;
  target: string;
  state: AlertState;
  attempts: number;
  doubts: number;
  suspect: boolean;
  claimedBy: string | null;
  claimedAt: Date | null;
  ended: boolean;
  providerId: string | null;
  thread: string | null;
  lastError: string | null;
  /** The last attempt was refused for our credentials or settings. */
  parked?: boolean;
  createdAt: Date;
  updatedAt: Date;
  settledAt: Date | null;
}

const KEYS: Record<keyof TicketSnapshot | '_id' | 'rev' | 'engine', true> = {
  ...{ _id: true, ticketId: true, status: true, priority: true, customerTier: true, createdAt: true },
  ...{ slaHours: true, lastActivityAt: true, customerReplyCount: true, sentimentScore: true, tier: true },
  ...{ assigneeGroup: true, escalated: true, escalationReason: true, escalatedAt: true, cooldownUntil: true },
  ...{ slaDueAt: true, slaBreachedAt: true, nextDeadlineAt: true, seq: true, clocks: true, rev: true, engine: true },
};
/** The engine's keys of a `tickets` document; all others are the help desk's. */
export const ENGINE_KEYS: ReadonlySet<string> = new Set(Object.keys(KEYS));

/** A log entry's document: the names of the decision lines, `at` and `until` as Dates. */
export type LogDocument = { _id: string } & Record<string, unknown>;

export type { LogEntry };
