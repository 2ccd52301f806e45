/** What the command line reads and writes beside the engine. */
import type { Collection, Filter } from 'mongodb';
import { isDuplicate, StoreError } from './errors.js';
import { ENGINE_KEYS, type AlertDocument, type TicketArchive, type TicketDocument } from './port.js';
import type { TicketCollections } from './tickets.js';

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
  };
}
