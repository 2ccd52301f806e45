/**
 * The escalation log. A quick write goes out before Temporal has taken the decision behind it; if the decision is then taken
 * anew (the worker died in between, or there was more news), it may come out otherwise. So an entry has the `rev` of its write and its
 * number in the ticket's log: a newer write replaces what an older one left under the same id, and clears away what it left under the
 * same number, or beyond the end.
 */
import { MongoBulkWriteError, type Collection } from 'mongodb';
import type { LogEntry } from '../domain/decision.js';
import { entryIds, transitionId } from '../domain/log.js';
import { logDocument } from './documents.js';
import { DUPLICATE_KEY, isDuplicate } from './errors.js';
import type { LogDocument } from './port.js';

/** What is known of the write that brings the entries. */
export interface LogWrite {
  rev: number;
  /** How many entries, and how many transitions, the log has with it. */
  total: number;
  seq: number;
  /** The highest number that an older write may have left. */
  reach: number;
  maxTimeMS: number;
}

/** Writes the entries of one write of a ticket. Idempotent. */
export async function writeLog(
  log: Collection<LogDocument>,
  ticketId: string,
  entries: LogEntry[],
  { rev, total, seq, reach, maxTimeMS }: LogWrite,
): Promise<void> {
  const limit = { maxTimeMS };
  const documents = entries.map((entry) => logDocument(entry, rev));
  const older = { rev: { $lt: rev } };
  for (const document of await alreadyThere(log, documents, maxTimeMS)) {
    await log.replaceOne({ _id: document._id, ...older }, document, limit);
  }
  const numbers = entries.map(({ number }) => number).filter((number) => number <= reach);
  for (let number = total + 1; number <= reach; number++) numbers.push(number);
  if (numbers.length === 0) return;
  // By their ids, which are few, and found without looking through the log.
  const taken = new Set(entries.map(({ id }) => id));
  const others = numbers.flatMap((number) => entryIds(ticketId, number)).filter((id) => !taken.has(id));
  const transitions = numbers.map((_, i) => transitionId(ticketId, seq + 1 + i));
  const deletions = [...others, ...transitions].map((_id) => ({ deleteOne: { filter: { _id, ...older } } }));
  await log.bulkWrite(deletions, { ordered: false, ...limit });
}

/** Inserts the documents; returns those whose id was taken. */
async function alreadyThere(
  log: Collection<LogDocument>,
  documents: LogDocument[],
  maxTimeMS: number,
): Promise<LogDocument[]> {
  if (documents.length === 0) return [];
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
