/** Inserts that may be repeated. */
import { MongoBulkWriteError, type Collection, type OptionalUnlessRequiredId } from 'mongodb';
import { DUPLICATE_KEY, isDuplicate } from './errors.js';

/**
 * Inserts, in one message, the documents whose id is free. Returns which of them were there already, by their indexes.
 * @throws whatever else goes wrong with one of them
 */
export async function insertNew<D extends { _id: string }>(
  collection: Collection<D>,
  documents: D[],
  maxTimeMS: number,
): Promise<Set<number>> {
  if (documents.length === 0) return new Set();
  try {
    await collection.insertMany(documents as OptionalUnlessRequiredId<D>[], { ordered: false, maxTimeMS });
    return new Set();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) {
      if (isDuplicate(error) && documents.length === 1) return new Set([0]);
      throw error;
    }
    const errors = [error.writeErrors].flat();
    const onlyDuplicates = errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
    if (!onlyDuplicates || error.result.getWriteConcernError()) throw error;
    return new Set(errors.map(({ index }) => index));
  }
}
