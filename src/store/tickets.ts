/** Tickets and their log in MongoDB: single-document writes, guarded by `rev`, that read nothing back where all is well. */
import { MongoNetworkError, MongoServerError, type AnyBulkWriteOperation, type Collection } from 'mongodb';
import type { EngineRecord, TicketWrite, WriteResult } from '../domain/records/snapshot.js';
import { engineOf, engineParts, ticketChange } from './documents.js';
import { isDuplicate, StoreError } from './errors.js';
import { batched } from './batch.js';
import { logWriter } from './log.js';
import type { PolicyKeeper } from './policies.js';
import type { AlertLedger, LogDocument, TicketDocument, TicketStore } from './port.js';

export interface TicketCollections {
  tickets: Collection<TicketDocument>;
  log: Collection<LogDocument>;
  /** The server's limit for one command. */
  maxTimeMS: number;
}

/** FerretDB keeps a connection for each of them until the end of the message, and has 100. */
const RENEWED_AT_MOST = 40;

/** How often a write looks again when the document changed under its hands. */
const LOOKS = 4;

/** What makes an engine's part whole: without any of these there is nothing to take up. As {@link engineOf}. */
const PARTS = ['engine.chain', 'engine.rev', 'engine.state', 'engine.policy'];
const WHOLE = Object.fromEntries(PARTS.map((path) => [path, { $exists: true }]));
const NOT_WHOLE = { $or: PARTS.map((path) => ({ [path]: { $exists: false } })) };

export function ticketStore(
  { tickets, log, maxTimeMS }: TicketCollections,
  ledger: AlertLedger,
  policies?: PolicyKeeper,
): TicketStore {
  const limit = { maxTimeMS };
  const writeLog = logWriter(log, maxTimeMS);
  const renew = batched(renewAll, { waitMs: 0, most: RENEWED_AT_MOST, patienceMs: maxTimeMS });

  async function save(write: TicketWrite): Promise<WriteResult> {
    const result = await saveTicket(write);
    // What an outdated write has to log is in the newer one too.
    if (result.outcome !== 'saved') return result;
    await writeLog(write.log);
    if (write.policy) await policies?.keep(write.engine.state.policyHash, write.policy);
    await Promise.all(write.alerts.map((record) => ledger.complete(record)));
    return result;
  }

  async function saveTicket(write: TicketWrite): Promise<WriteResult> {
    const { chain, rev, state } = write.engine;
    let vacant = write.first;
    for (let look = 0; look < LOOKS; look++) {
      if (vacant ? await entered(write) : await renew(write)) return { outcome: 'saved' };
      const there = await load(state.ticketId);
      if (there) {
        if (write.first && there.chain !== chain) return { outcome: 'earlier-chain', engine: there };
        if (there.rev === rev && there.chain === chain) return { outcome: 'saved' };
        if (there.rev >= rev) return { outcome: 'outdated', rev: there.rev };
      } else if (!write.policy) return { outcome: 'policy-missing' };
      vacant = there === null;
    }
    throw new StoreError('failed', `ticket ${state.ticketId} changed ${LOOKS} times while it was being saved`);
  }

  /** Of a ticket that is new here, or of which the engine's part is gone. Never touches what another chain has left, however old. */
  async function entered(write: TicketWrite): Promise<boolean> {
    if (!write.policy) return false;
    const change = ticketChange(write, { engine: engineParts(write) });
    try {
      const { matchedCount, upsertedCount } = await tickets.updateOne(
        { _id: write.engine.state.ticketId, ...NOT_WHOLE },
        change,
        { ...limit, upsert: true },
      );
      return matchedCount + upsertedCount > 0;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Of tickets that are there, and older: those of the same moment in one message. For each: whether it was certainly so. */
  async function renewAll(writes: TicketWrite[]): Promise<(boolean | Promise<boolean>)[]> {
    const matchedCount = await renewed(writes);
    // One that is refused, or locked, is no matter of the others.
    if (matchedCount === undefined) return writes.map(async (write) => (await renewAll([write]))[0]!);
    if (matchedCount === writes.length || writes.length === 1) return writes.map(() => matchedCount > 0);
    // Which one was not is not said. One that was renewed already is recognised by its rev when it is looked at.
    return writes.map(() => false);
  }

  /** How many; undefined: something is wrong with one of several. */
  async function renewed(writes: TicketWrite[]): Promise<number | undefined> {
    try {
      return (await tickets.bulkWrite(writes.map(renewal), { ordered: false, ...limit })).matchedCount;
    } catch (error) {
      if (writes.length === 1 || !isOfTheServer(error)) throw error;
      return undefined;
    }
  }

  async function load(ticketId: string): Promise<EngineRecord | null> {
    return engineOf(await tickets.findOne({ _id: ticketId }, { ...limit, projection: { engine: 1 } }));
  }

  return { save, load };
}

/** Its policy stays unless the write brings one. */
function renewal(write: TicketWrite): AnyBulkWriteOperation<TicketDocument> {
  const { chain, rev, state } = write.engine;
  const parts = Object.entries(engineParts(write)).map(([part, value]): [string, unknown] => [`engine.${part}`, value]);
  const older = { ...WHOLE, 'engine.rev': { $lt: rev }, ...(write.first && { 'engine.chain': chain }) };
  const change = ticketChange(write, Object.fromEntries(parts));
  return { updateOne: { filter: { _id: state.ticketId, ...older }, update: change } };
}

/** The server has answered, so the others may well be written. */
function isOfTheServer(error: unknown): boolean {
  return error instanceof MongoServerError && !(error instanceof MongoNetworkError);
}
