/** Tickets and their log in MongoDB: single-document writes, guarded by `rev`. */
import type { Collection } from 'mongodb';
import type { EngineRecord, TicketWrite, WriteResult } from '../domain/snapshot.js';
import { engineOf, ticketFields } from './documents.js';
import { isDuplicate, StoreError } from './errors.js';
import { writeLog } from './log.js';
import type { AlertLedger, LogDocument, TicketDocument, TicketStore } from './port.js';

export interface TicketCollections {
  tickets: Collection<TicketDocument>;
  log: Collection<LogDocument>;
  /** The server's limit for one command. */
  maxTimeMS: number;
}

/** How often a write looks again when the document changed under its hands. */
const LOOKS = 4;

export function ticketStore({ tickets, log, maxTimeMS }: TicketCollections, ledger: AlertLedger): TicketStore {
  const limit = { maxTimeMS };

  async function save(write: TicketWrite): Promise<WriteResult> {
    const result = await saveSnapshot(write);
    // What an outdated write has to log is in the newer one too, or was decided otherwise.
    if (result.outcome !== 'saved') return result;
    await writeLog(log, write.snapshot.ticketId, write.log, write.engine.rev, maxTimeMS);
    for (const record of write.alerts) await ledger.settle(record);
    return result;
  }

  async function saveSnapshot(write: TicketWrite): Promise<WriteResult> {
    const { engine, first } = write;
    const _id = write.snapshot.ticketId;
    const fields = ticketFields(write.snapshot, engine);
    const set = async (guard: object) =>
      (await tickets.updateOne({ _id, ...guard }, { $set: fields }, limit)).matchedCount > 0;

    // A first write must not touch what another life has left, however old.
    const older = first ? { rev: { $lt: engine.rev }, 'engine.life': engine.life } : { rev: { $lt: engine.rev } };
    const untouched = { rev: { $exists: false } };
    if (await set(first ? untouched : older)) return { outcome: 'saved' };

    for (let look = 0; look < LOOKS; look++) {
      const found = await tickets.findOne({ _id }, { ...limit, projection: { rev: 1, engine: 1 } });
      if (!found) {
        if (await inserted({ _id, ...fields })) return { outcome: 'saved' };
        continue;
      }
      const there = engineOf(found);
      if (!there || found['rev'] === undefined) {
        if (await set(untouched)) return { outcome: 'saved' };
        continue;
      }
      if (first && there.life !== engine.life) return { outcome: 'earlier-life', engine: there };
      if (there.rev === engine.rev && there.life === engine.life) return { outcome: 'saved' };
      if (there.rev >= engine.rev) return { outcome: 'outdated', rev: there.rev };
      if (await set(older)) return { outcome: 'saved' };
    }
    throw new StoreError('failed', `ticket ${_id} changed ${LOOKS} times while it was being saved`);
  }

  async function inserted(document: TicketDocument): Promise<boolean> {
    try {
      await tickets.insertOne(document, limit);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async function load(ticketId: string): Promise<EngineRecord | null> {
    return engineOf(await tickets.findOne({ _id: ticketId }, { ...limit, projection: { engine: 1 } }));
  }

  return { save, load };
}
