/** The escalation log: entries have deterministic ids, so writing one twice writes it once. */
import type { Collection } from 'mongodb';
import type { LogEntry } from '../domain/decision.js';
import { logDocument } from './documents.js';
import { insertNew } from './insert.js';
import type { LogDocument } from './port.js';

/** Writes what is not there yet, in one message. */
export async function writeLog(log: Collection<LogDocument>, entries: LogEntry[], maxTimeMS: number): Promise<void> {
  await insertNew(log, entries.map(logDocument), maxTimeMS);
}
