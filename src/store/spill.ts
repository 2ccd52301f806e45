/** Facts that wait for Temporal, in MongoDB: inserts with a deterministic id, read by an index. */
import type { Collection } from 'mongodb';
import { insertNew } from './insert.js';
import type { SpillReason, SpillStore } from './intake-port.js';

export interface SpillDocument {
  _id: string;
  ticketId: string;
  /** As JSON: its keys are a sender's, and MongoDB has rules for keys. */
  line: string;
  reason: SpillReason;
  at: Date;
  acceptedAt: Date;
  notBefore: Date;
  attempts: number;
  lastError: string | null;
}

/** Facts are counted up to here. */
const COUNTED = 1_000;

export function spillStore(facts: Collection<SpillDocument>, maxTimeMS: number): SpillStore {
  const limit = { maxTimeMS };
  return {
    async keep(some) {
      const documents = some.map(({ id, ticketId, line, reason, at, acceptedAt }) => ({
        _id: id,
        ticketId,
        line: JSON.stringify(line),
        reason,
        at: new Date(at),
        acceptedAt: new Date(acceptedAt),
        notBefore: new Date(acceptedAt),
        attempts: 0,
        lastError: null,
      }));
      await insertNew(facts, documents, maxTimeMS);
    },

    // Index: `at`. Those that wait for their ticket are few, and skipped while they wait.
    async due(now, most) {
      const found = facts
        .find({ notBefore: { $lte: new Date(now) } }, limit)
        .sort({ at: 1, _id: 1 })
        .limit(most);
      return (await found.toArray()).map(({ _id: id, line, at, acceptedAt, notBefore, ...rest }) => ({
        id,
        ...rest,
        line: JSON.parse(line) as Record<string, unknown>,
        at: at.getTime(),
        acceptedAt: acceptedAt.getTime(),
        notBefore: notBefore.getTime(),
      }));
    },

    async remove(ids) {
      await facts.deleteMany({ _id: { $in: [...ids] } }, limit);
    },

    async postpone(id, reason, lastError, notBefore) {
      const update = { $set: { reason, lastError, notBefore: new Date(notBefore) }, $inc: { attempts: 1 } };
      await facts.updateOne({ _id: id }, update, limit);
    },

    async count(reason) {
      const filter = reason === undefined ? {} : { reason };
      const count = (
        await facts
          .find(filter, { ...limit, projection: { _id: 1 } })
          .limit(COUNTED)
          .toArray()
      ).length;
      if (count === 0) return { count, oldest: null };
      const [oldest] = await facts.find(filter, limit).sort({ acceptedAt: 1 }).limit(1).toArray();
      return { count, oldest: oldest?.acceptedAt.getTime() ?? null };
    },

    async any(reason) {
      return (await facts.findOne({ reason }, { ...limit, projection: { _id: 1 } })) !== null;
    },

    async waiting(ticketIds, reason) {
      const those = { ticketId: { $in: [...ticketIds] }, ...(reason && { reason }) };
      const stages = [{ $match: those }, { $group: { _id: '$ticketId' } }];
      return new Set((await facts.aggregate<{ _id: string }>(stages, limit).toArray()).map(({ _id }) => _id));
    },

    async hasten(ticketId) {
      return (await facts.updateMany({ ticketId }, { $set: { notBefore: new Date(0) } }, limit)).matchedCount > 0;
    },
  };
}
