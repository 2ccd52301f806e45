/** Cursors of reconcilers and of backfills, in MongoDB: a document each, guarded by its number. */
import type { Collection } from 'mongodb';
import { isDuplicate } from './errors.js';
import type { ReconcilerStanding, ReconcilerStore } from './intake-port.js';

export interface ReconcilerDocument {
  _id: string;
  cursor: string;
  readUpTo: Date | null;
  rev: number;
  at: Date;
  error: string | null;
}

export function reconcilerStore(reconcilers: Collection<ReconcilerDocument>, maxTimeMS: number): ReconcilerStore {
  const limit = { maxTimeMS };
  return {
    async read(name) {
      const found = await reconcilers.findOne({ _id: name }, limit);
      return found && standing(found);
    },

    async move(name, rev, { cursor, readUpTo, at }) {
      const moved = {
        cursor,
        readUpTo: readUpTo === null ? null : new Date(readUpTo),
        rev: rev + 1,
        at: new Date(at),
        error: null,
      };
      if (rev > 0) return (await reconcilers.updateOne({ _id: name, rev }, { $set: moved }, limit)).matchedCount > 0;
      try {
        await reconcilers.insertOne({ _id: name, ...moved }, limit);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    async failed(name, error, at) {
      await reconcilers.updateOne({ _id: name }, { $set: { error, at: new Date(at) } }, limit);
    },

    async forget(name) {
      await reconcilers.deleteOne({ _id: name }, limit);
    },
  };
}

function standing({ cursor, readUpTo, rev, at, error }: ReconcilerDocument): ReconcilerStanding {
  return { cursor, readUpTo: readUpTo?.getTime() ?? null, rev, at: at.getTime(), error };
}
