/** API keys: `rung_<id>_<secret>`. The secret has 256 bits of chance, so one HMAC of it is enough to keep. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../domain/rules/policy.js';
import type { ApiKey, ApiKeyStore, Scope } from '../store/intake-port.js';

const FORM = /^rung_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** For so long a key is not looked up again: a revoked one may work so much longer, in milliseconds. */
export const REMEMBERED_MS = 5_000;
/** Keys that are remembered at once. */
const MOST_REMEMBERED = 10_000;

export interface NewKey {
  scopes: Scope[];
  /** What it is for. */
  note: string;
  /** Default: it does not expire. */
  expiresAt?: Instant | null;
}

/** Makes a key. `key` is shown once and kept nowhere. */
export function makeKey({ scopes, note, expiresAt = null }: NewKey, now: Instant): { key: string; kept: ApiKey } {
  const id = [...randomBytes(12)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  const secret = randomBytes(32).toString('base64url');
  const kept = { id, hash: hashOf(id, secret), scopes, note, createdAt: now, expiresAt, revokedAt: null };
  return { key: `rung_${id}_${secret}`, kept };
}

function hashOf(id: string, secret: string): string {
  return createHmac('sha256', id).update(secret).digest('hex');
}

export type KeyVerdict = { key: ApiKey } | { refused: 'malformed' | 'unknown' | 'revoked' | 'expired' };

/** Judges keys against the database, with a short memory. Rejects with a `StoreError` when the database does not answer. */
export class ApiKeys {
  private readonly seen = new Map<string, { kept: ApiKey | null; until: Instant }>();

  constructor(private readonly store: Pick<ApiKeyStore, 'find'>) {}

  async judge(text: string, now: Instant): Promise<KeyVerdict> {
    const [, id, secret] = FORM.exec(text) ?? [];
    if (id === undefined || secret === undefined) return { refused: 'malformed' };
    const kept = await this.find(id, now);
    // What is compared has the same length whether the key is known or not.
    const hash = Buffer.from(hashOf(id, secret), 'hex');
    const isRight = timingSafeEqual(hash, kept ? Buffer.from(kept.hash, 'hex') : Buffer.alloc(hash.length));
    if (!kept || !isRight) return { refused: 'unknown' };
    if (kept.revokedAt !== null) return { refused: 'revoked' };
    if (kept.expiresAt !== null && kept.expiresAt <= now) return { refused: 'expired' };
    return { key: kept };
  }

  private async find(id: string, now: Instant): Promise<ApiKey | null> {
    const seen = this.seen.get(id);
    if (seen && seen.until > now) return seen.kept;
    const kept = await this.store.find(id);
    if (this.seen.size >= MOST_REMEMBERED) this.seen.clear();
    // An unknown one is asked for each time: it may be created in a moment.
    if (kept) this.seen.set(id, { kept, until: now + REMEMBERED_MS });
    return kept;
  }
}
