/** What the command line reads and writes beside the engine. */
import { MongoBulkWriteError, type Collection, type Filter } from 'mongodb';
import { alertKeyOf, isFallbackKey } from '../domain/alerts/delivery.js';
import { OPERATOR } from '../domain/audit/drift.js';
import { readLogDocument } from './documents.js';
import { DUPLICATE_KEY, isUnfit, StoreError } from './errors.js';
import { ENGINE_KEYS, type AlertDocument, type TicketArchive, type TicketDocument } from './port.js';
import type { TicketCollections } from './tickets.js';

/** So many tickets are read at a time: each page is a call of its own, bounded in time, and no cursor waits for whoever reads them slowly. FerretDB takes some ms for each and does nothing else meanwhile. */
const PAGE = 100;

/** An alert that has just been claimed is not undelivered yet. */
const ON_ITS_WAY_MS = 60_000;

export function ticketArchive(
  { tickets, log, maxTimeMS }: TicketCollections,
  alerts: Collection<AlertDocument>,
): TicketArchive {
  const limit = { maxTimeMS };

  const adoptAll: TicketArchive['adoptAll'] = async (all) => {
    const kept = all.map(({ ticketId, ownFields }) => ({ _id: ticketId, ...keepable(ticketId, ownFields) }));
    const documents = kept.filter((document) => Object.keys(document).length > 1);
    try {
      const there = await insertedBefore(tickets, documents, maxTimeMS);
      if (there.length === 0) return;
      const updates = there.map(({ _id, ...own }) => ({ updateOne: { filter: { _id }, update: { $set: own } } }));
      await tickets.bulkWrite(updates, { ordered: false, ...limit });
    } catch (error) {
      if (!isUnfit(error)) throw error;
      const whose = all.length === 1 ? `ticket ${all[0]!.ticketId}` : `one of ${all.length} tickets`;
      throw new StoreError('unfit', `${whose}: its other keys cannot be kept: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };

  return {
    adoptAll,
    read: (ticketId) => tickets.findOne({ _id: ticketId }, limit),
    async *find(filter, keys, after) {
      const options = { ...limit, ...(keys && { projection: Object.fromEntries(keys.map((key) => [key, 1])) }) };
      for (let from = after; ;) {
        const page = await tickets.find(beyond(filter, from), options).sort({ _id: 1 }).limit(PAGE).toArray();
        yield* page;
        if (page.length < PAGE) return;
        from = page.at(-1)!._id;
      }
    },
    count: (filter) => tickets.countDocuments(filter, limit),
    log: async (ticketId, page) => {
      const entries = log.find({ ticketId, ...(page && { number: { $gt: page.after } }) }, limit).sort({ number: 1 });
      return (await (page ? entries.limit(page.limit) : entries).toArray()).map(readLogDocument);
    },
    alerts: (ticketId) => alerts.find({ ticketId }, limit).sort({ seq: 1, _id: 1 }).toArray(),
    async undelivered(now) {
      const underWay = { state: { $in: ['pending', 'sending'] as const } };
      const filter: Filter<AlertDocument> = {
        ticketId: { $ne: OPERATOR },
        $or: [
          { state: 'undeliverable' },
          { ...underWay, lastError: { $ne: null } },
          { ...underWay, createdAt: { $lt: new Date(now - ON_ITS_WAY_MS) } },
        ],
      };
      const found = (await alerts.find(filter, limit).toArray()).filter(({ _id }) => !isFallbackKey(_id));
      const ticketIds = [
        ...new Set(found.flatMap(({ state, ticketId }) => (state === 'undeliverable' ? ticketId : []))),
      ];
      const told = await alerts
        .find(
          { ticketId: { $in: ticketIds }, state: { $in: ['sent', 'unconfirmed'] } },
          { ...limit, projection: { _id: 1 } },
        )
        .toArray();
      const instead = new Set(told.flatMap(({ _id }) => (isFallbackKey(_id) ? alertKeyOf(_id) : [])));
      return found.filter(({ _id }) => !instead.has(_id)).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    },
  };
}

/** Beside the other fields where it can be: under an `$and` FerretDB does not see the id, and reads everything for each page. */
function beyond(filter: Record<string, unknown>, after: string | undefined): Filter<TicketDocument> {
  if (after === undefined) return filter;
  const id = { _id: { $gt: after } };
  return '_id' in filter ? { $and: [filter, id] } : { ...filter, ...id };
}

/** The keys that are the help desk's. @throws StoreError when one of them cannot be kept. */
export function keepable(ticketId: string, ownFields: Record<string, unknown>): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(ownFields).filter(([key]) => !ENGINE_KEYS.has(key)));
  const isBad = (key: string) => key === '' || key.startsWith('$') || key.includes('.') || key === '__proto__';
  const bad = Object.keys(own).find(isBad) ?? keyWithNul(own);
  if (bad === undefined) return own;
  throw new StoreError('unfit', `ticket ${ticketId}: the key ${JSON.stringify(bad)} cannot be kept in MongoDB`);
}

/** At any depth: it would end there. */
function keyWithNul(value: unknown): string | undefined {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, inside] of Object.entries(one)) {
      if (key.includes('\0')) return key;
      left.push(inside);
    }
  }
  return undefined;
}

/** Inserts the documents; returns those whose id was taken. */
async function insertedBefore(
  tickets: Collection<TicketDocument>,
  documents: TicketDocument[],
  maxTimeMS: number,
): Promise<TicketDocument[]> {
  if (documents.length === 0) return [];
  try {
    await tickets.insertMany(documents, { ordered: false, maxTimeMS });
    return [];
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    const onlyDuplicates = errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY);
    if (!onlyDuplicates || error.result.getWriteConcernError()) throw error;
    return errors.map(({ index }) => documents[index]!);
  }
}
