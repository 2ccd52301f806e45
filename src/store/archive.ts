/** What the command line reads and writes beside the engine. */
import type { Collection, Filter } from 'mongodb';
import { alertKeyOf, isFallbackKey } from '../domain/delivery.js';
import { OPERATOR } from '../domain/drift.js';
import { isDuplicate, StoreError } from './errors.js';
import { ENGINE_KEYS, type AlertDocument, type TicketArchive, type TicketDocument } from './port.js';
import type { TicketCollections } from './tickets.js';

/** An alert that has just been claimed is not undelivered yet. */
const ON_ITS_WAY_MS = 60_000;

export function ticketArchive(
  { tickets, log, maxTimeMS }: TicketCollections,
  alerts: Collection<AlertDocument>,
): TicketArchive {
  const limit = { maxTimeMS };
  return {
    async adopt(ticketId, ownFields) {
      const own = Object.fromEntries(Object.entries(ownFields).filter(([key]) => !ENGINE_KEYS.has(key)));
      const bad = Object.keys(own).find((key) => key === '' || key.startsWith('$') || key.includes('.'));
      if (bad !== undefined) {
        throw new StoreError(
          'misconfigured',
          `ticket ${ticketId}: the key ${JSON.stringify(bad)} cannot be kept in MongoDB`,
        );
      }
      if (Object.keys(own).length === 0) return;
      try {
        await tickets.insertOne({ _id: ticketId, ...own }, limit);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        await tickets.updateOne({ _id: ticketId }, { $set: own }, limit);
      }
    },
    read: (ticketId) => tickets.findOne({ _id: ticketId }, limit),
    find: (filter) => tickets.find(filter as Filter<TicketDocument>, limit).sort({ _id: 1 }),
    count: (filter) => tickets.countDocuments(filter, limit),
    log: (ticketId) => log.find({ ticketId }, limit).sort({ number: 1 }).toArray(),
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
