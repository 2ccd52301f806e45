/** The escalation log: entries have deterministic ids, so writing one twice writes it once. */
import type { Collection } from 'mongodb';
import type { LogEntry } from '../domain/ladder/decision.js';
import { batched } from './batch.js';
import { logDocument } from './documents.js';
import { insertNew } from './insert.js';
import type { LogDocument } from './port.js';

/** Writes what is not there yet. Entries of the same moment are one message. */
export function logWriter(log: Collection<LogDocument>, maxTimeMS: number): (entries: LogEntry[]) => Promise<void> {
  const insert = batched(
    async (documents: LogDocument[]) => {
      const unique = [...new Map(documents.map((document) => [document._id, document])).values()];
      await insertNew(log, unique, maxTimeMS);
      return documents.map(() => undefined);
    },
    { waitMs: 0, patienceMs: maxTimeMS },
  );
  return async (entries) => void (await Promise.all(entries.map((entry) => insert(logDocument(entry)))));
}
