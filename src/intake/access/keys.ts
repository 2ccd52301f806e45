/** API keys: `rung_<id>_<secret>`. The secret has 256 bits of chance, so one HMAC of it is enough to keep. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../domain/rules/policy.js';
import type { ApiKey, ApiKeyStore, Scope } from '../../store/intake-port.js';

const FORM = /^rung_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** For so long a key is not looked up again: a revoked one may work so much longer, in milliseconds. */
export const REMEMBERED_MS = 5_000;
/** For so long a key that was found works on while the database does not answer, in milliseconds. */
const OUTAGE_MS = 3_600_000;
/** A database that has not answered by then does not hold up a key that was found before. */
const QUICK_MS = 250;
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

interface Seen {
  kept: ApiKey;
  at: Instant;
}

/** Judges keys against the database, with a short memory. Rejects with a `StoreError` when the database does not answer. */
export class ApiKeys {
  private readonly seen = new Map<string, Seen>();
  private anyAt: Instant = -Infinity;
  private isAny = false;

  constructor(private readonly store: Pick<ApiKeyStore, 'find' | 'list'>) {}

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

  /** Whether judging this key takes no question to the database. */
  remembers(text: string): boolean {
    return this.seen.has(FORM.exec(text)?.[1] ?? '');
  }

  /** Whether there is, or ever was, a key. Once there was one, it stays so. */
  async any(now: Instant): Promise<boolean> {
    if (this.isAny || now - this.anyAt < REMEMBERED_MS) return this.isAny;
    const known = this.anyAt > -Infinity;
    try {
      this.isAny = (await this.store.list()).length > 0;
      this.anyAt = now;
    } catch (error) {
      if (!known) throw error;
    }
    return this.isAny;
  }

  private async find(id: string, now: Instant): Promise<ApiKey | null> {
    const seen = this.seen.get(id);
    if (seen && now - seen.at < REMEMBERED_MS) return seen.kept;
    const looked = this.lookUp(id, now);
    if (!seen || now - seen.at > OUTAGE_MS) return looked;
    // Whoever was let in is not shut out by a database that is down or slow: nobody can have revoked a key there.
    return Promise.race([looked.catch(() => seen.kept), sleep(QUICK_MS, seen.kept, { ref: false })]);
  }

  private async lookUp(id: string, now: Instant): Promise<ApiKey | null> {
    const kept = await this.store.find(id);
    if (this.seen.size >= MOST_REMEMBERED) this.seen.clear();
    // An unknown one is asked for each time: it may be created in a moment.
    if (kept) this.seen.set(id, { kept, at: now });
    else this.seen.delete(id);
    return kept;
  }
}
