/** API keys in MongoDB: what is kept cannot be turned back into a key. */
import type { Collection } from 'mongodb';
import type { ApiKey, ApiKeyStore, Scope } from './intake-port.js';

export interface ApiKeyDocument {
  _id: string;
  hash: string;
  scopes: Scope[];
  note: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

export function apiKeyStore(keys: Collection<ApiKeyDocument>, maxTimeMS: number): ApiKeyStore {
  const limit = { maxTimeMS };
  return {
    async add({ id, createdAt, expiresAt, revokedAt, ...rest }) {
      const dates = { createdAt: new Date(createdAt), expiresAt: dateOf(expiresAt), revokedAt: dateOf(revokedAt) };
      await keys.insertOne({ _id: id, ...rest, ...dates }, limit);
    },

    async find(id) {
      const found = await keys.findOne({ _id: id }, limit);
      return found && keyOf(found);
    },

    async list() {
      return (await keys.find({}, limit).sort({ createdAt: -1 }).toArray()).map(keyOf);
    },

    async revoke(id, at) {
      const revoked = await keys.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: new Date(at) } }, limit);
      return revoked.matchedCount > 0 || (await keys.findOne({ _id: id }, limit)) !== null;
    },
  };
}

function keyOf({ _id: id, createdAt, expiresAt, revokedAt, ...rest }: ApiKeyDocument): ApiKey {
  const instant = (date: Date | null) => date?.getTime() ?? null;
  return { id, ...rest, createdAt: createdAt.getTime(), expiresAt: instant(expiresAt), revokedAt: instant(revokedAt) };
}

function dateOf(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
