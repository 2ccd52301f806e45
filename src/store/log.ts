/**
 * The escalation log. A quick write goes out before Temporal has taken the decision behind it; if the decision is then taken
 * anew (the worker died in between), it may come out otherwise. So an entry has the `rev` of its write and its number in the
 * ticket's log: a newer write replaces what an older one left under the same id, and clears away what it left under the
 * same number.
 */
import { MongoBulkWriteError, type Collection } from 'mongodb';
import type { LogEntry } from '../domain/decision.js';
import { logDocument } from './documents.js';
import { DUPLICATE_KEY, isDuplicate } from './errors.js';
import type { LogDocument } from './port.js';

/** What is known of the write that brings the entries. */
export interface LogWrite {
  rev: number;
  /** How many entries the log had by the write before, so that nothing has to be cleared after them. Default: not known. */
  logged?: number | undefined;
  maxTimeMS: number;
}

/** Writes the entries of one write of a ticket. Idempotent. */
export async function writeLog(
  log: Collection<LogDocument>,
  ticketId: string,
  entries: LogEntry[],
  { rev, logged = Infinity, maxTimeMS }: LogWrite,
): Promise<void> {
  if (entries.length === 0) return;
  const limit = { maxTimeMS };
  const documents = entries.map((entry) => logDocument(entry, rev));
  const older = { rev: { $lt: rev } };
  for (const document of await alreadyThere(log, documents, maxTimeMS)) {
    await log.replaceOne({ _id: document._id, ...older }, document, limit);
  }
  const numbers = entries.map(({ number }) => number).filter((number) => number <= logged);
  if (numbers.length === 0) return;
  const ids = entries.map(({ id }) => id);
  await log.deleteMany({ ticketId, number: { $in: numbers }, _id: { $nin: ids }, ...older }, limit);
}

/** Inserts the documents; returns those whose id was taken. */
async function alreadyThere(
  log: Collection<LogDocument>,
  documents: LogDocument[],
  maxTimeMS: number,
): Promise<LogDocument[]> {
  try {
    await log.insertMany(documents, { ordered: false, maxTimeMS });
    return [];
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) {
      if (isDuplicate(error)) return documents;
      throw error;
    }
    const errors = [error.writeErrors].flat();
    const onlyDuplicates = errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
    if (!onlyDuplicates || error.result.getWriteConcernError()) throw error;
    return errors.map(({ index }) => documents[index]!);
  }
}
