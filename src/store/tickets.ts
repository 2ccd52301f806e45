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
    const begun = performance.now();
    const { reach, ...result } = await saveSnapshot(write);
    // What an outdated write has to log is in the newer one too, or was decided otherwise.
    if (result.outcome !== 'saved') return result;
    // A process that was frozen meanwhile may write what has been decided otherwise since.
    if (performance.now() - begun > maxTimeMS) {
      throw new StoreError('unavailable', `ticket ${write.snapshot.ticketId} took too long to save; its log waits`);
    }
    const { rev, state } = write.engine;
    const known = { rev, total: state.logged, seq: state.seq, reach: reach ?? 0, maxTimeMS };
    await writeLog(log, write.snapshot.ticketId, write.log, known);
    for (const record of write.alerts) await ledger.settle(record);
    return result;
  }

  /** `reach`: the highest number that the log may have had before. */
  async function saveSnapshot(write: TicketWrite): Promise<WriteResult & { reach?: number }> {
    const { engine, first } = write;
    const _id = write.snapshot.ticketId;
    const fields = ticketFields(write.snapshot, engine);
    const set = async (guard: object) => {
      const change = { $set: fields, $max: { logReach: engine.state.logged } };
      const before = await tickets.findOneAndUpdate({ _id, ...guard }, change, limit);
      return before && { outcome: 'saved' as const, reach: reachOf(before) };
    };

    // A first write must not touch what another life has left, however old.
    const older = first ? { rev: { $lt: engine.rev }, 'engine.life': engine.life } : { rev: { $lt: engine.rev } };
    const untouched = { rev: { $exists: false } };
    const saved = await set(first ? untouched : older);
    if (saved) return saved;

    for (let look = 0; look < LOOKS; look++) {
      const found = await tickets.findOne({ _id }, { ...limit, projection: { rev: 1, logReach: 1, engine: 1 } });
      if (!found) {
        if (await inserted({ _id, ...fields, logReach: engine.state.logged })) return { outcome: 'saved', reach: 0 };
        continue;
      }
      const there = engineOf(found);
      if (!there || found['rev'] === undefined) {
        const adopted = await set(untouched);
        if (adopted) return adopted;
        continue;
      }
      if (first && there.life !== engine.life) return { outcome: 'earlier-life', engine: there };
      if (there.rev === engine.rev && there.life === engine.life) return { outcome: 'saved', reach: reachOf(found) };
      if (there.rev >= engine.rev) return { outcome: 'outdated', rev: there.rev };
      const renewed = await set(older);
      if (renewed) return renewed;
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

/** Also of decisions that were taken back: the log's entries of the last write may not be all there are. */
function reachOf(document: TicketDocument): number {
  return Math.max(Number(document['logReach'] ?? 0), engineOf(document)?.state.logged ?? 0);
}
