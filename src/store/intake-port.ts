/** What the intake needs of a database. Every call is bounded in time and may be repeated; each rejects with a `StoreError`. */
import type { Instant } from '../domain/rules/policy.js';

/** Why a fact is kept here and has not been told to its ticket. */
export type SpillReason =
  /** Temporal did not take it. */
  | 'engine-unavailable'
  /** Its ticket is not open yet: what came first may have been sent first. */
  | 'ticket-unknown';

/** A fact that was accepted and has not been told to its ticket yet. */
export interface SpilledFact {
  /** The same for the same fact of the same ticket, so that keeping it twice keeps it once. */
  id: string;
  ticketId: string;
  /** A timeline line. */
  line: Record<string, unknown>;
  reason: SpillReason;
  /** When it happened at the source: the order in which a ticket is told. */
  at: Instant;
  /** When it was accepted. */
  acceptedAt: Instant;
  /** Not tried again before this instant. */
  notBefore: Instant;
  attempts: number;
  lastError: string | null;
}

export interface SpillCount {
  /** From 1,000 on: at least so many. */
  count: number;
  /** When the oldest of them was accepted. */
  oldest: Instant | null;
}

/** Facts that were accepted while Temporal could not take them. It is a memory, not a queue: a schedule of Temporal's drains it. */
export interface SpillStore {
  /** Keeps these; those that are there already stay as they are. */
  keep(facts: readonly Omit<SpilledFact, 'attempts' | 'lastError' | 'notBefore'>[]): Promise<void>;
  /** Facts to be told now, oldest first by what happened; at most `limit`. */
  due(now: Instant, limit: number): Promise<SpilledFact[]>;
  /** These were told, or will never be. */
  remove(ids: readonly string[]): Promise<void>;
  /** This one could not be told. Without effect when it is gone. */
  postpone(id: string, reason: SpillReason, error: string, notBefore: Instant): Promise<void>;
  /** @param reason only those. Default: all. */
  count(reason?: SpillReason): Promise<SpillCount>;
  /** Whether anything waits for this reason. */
  any(reason: SpillReason): Promise<boolean>;
  /** For which of these tickets something waits, for whatever reason or for this one. */
  waiting(ticketIds: readonly string[], reason?: SpillReason): Promise<Set<string>>;
  /** What waits for this ticket is due now. Says whether anything does. */
  hasten(ticketId: string): Promise<boolean>;
}

/** Which deliveries were accepted, so that one that is sent again much later is not taken for a new one. */
export interface DeliveryStore {
  /** Those of these deliveries that are remembered. */
  known(ids: readonly string[]): Promise<Set<string>>;
  remember(deliveries: readonly { id: string; at: Instant }[]): Promise<void>;
  /** Forgets those from before. */
  forget(before: Instant): Promise<void>;
}

export const SCOPES = ['read', 'write', 'command', 'admin'] as const;
/** `read` state and lists, `write` tickets and facts, `command` what people ask for, `admin` keys. None contains another. */
export type Scope = (typeof SCOPES)[number];

/** An API key as it is kept: its secret is not in it. */
export interface ApiKey {
  /** The part of the key that may be shown. */
  id: string;
  /** HMAC-SHA256 of the secret under the id, in hex. */
  hash: string;
  scopes: Scope[];
  /** What it is for, for people. */
  note: string;
  createdAt: Instant;
  /** Null: it does not expire. */
  expiresAt: Instant | null;
  revokedAt: Instant | null;
}

export interface ApiKeyStore {
  /** @throws StoreError when the id is taken */
  add(key: ApiKey): Promise<void>;
  find(id: string): Promise<ApiKey | null>;
  /** All keys, the newest first. */
  list(): Promise<ApiKey[]>;
  /** False: there is no such key. One that is revoked stays so from the first time on. */
  revoke(id: string, at: Instant): Promise<boolean>;
}
