/**
 * The ledger of alerts in MongoDB: claims by insert, everything after that guarded by who claimed. Claims of the same few
 * milliseconds are one message, and so are their ends.
 */
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { MongoBulkWriteError } from 'mongodb';
import type { AlertRecord, AlertState, DeliveryOutcome } from '../domain/delivery.js';
import { batched } from './batch.js';
import { claimFields, ledgerEntry, newAlertDocument, outcomeFields } from './documents.js';
import { DUPLICATE_KEY } from './errors.js';
import { insertNew } from './insert.js';
import type { AlertDocument, AlertLedger, LedgerEntry, Setback } from './port.js';

/** What an outcome may replace: `sent` is the truth wherever it turns up, a final state otherwise stays. */
const REPLACES: Record<DeliveryOutcome['state'], AlertState[]> = {
  sent: ['pending', 'sending', 'unconfirmed', 'undeliverable', 'superseded'],
  unconfirmed: ['pending', 'sending'],
  undeliverable: ['pending', 'sending'],
  superseded: ['pending', 'sending', 'undeliverable'],
};

interface GuardedUpdate {
  filter: object;
  update: object;
  /** Enters the alert where it is not there at all. */
  upsert?: boolean;
}

export function alertLedger(alerts: Collection<AlertDocument>, maxTimeMS: number): AlertLedger {
  const limit = { maxTimeMS };
  const insert = batched(insertAll);
  const update = batched(updateAll);

  /** For each: null when it was free, else what was there first. */
  async function insertAll(documents: AlertDocument[]): Promise<(LedgerEntry | null)[]> {
    const taken = await insertNew(alerts, documents, maxTimeMS);
    if (taken.size === 0) return documents.map(() => null);
    const _ids = [...taken].map((index) => documents[index]!._id);
    const found = await alerts.find({ _id: { $in: _ids } }, limit).toArray();
    const entries = new Map(found.map((document) => [document._id, ledgerEntry(document)]));
    return documents.map(({ _id }, index) => (taken.has(index) ? (entries.get(_id) ?? null) : null));
  }

  /**
   * In order, because some servers stop at the first error whatever they are told. An insert that finds the id taken is
   * repeated as a mere update: the entry may have come between the two halves of the upsert, or holds what may not be replaced.
   */
  async function updateAll(updates: GuardedUpdate[]): Promise<void[]> {
    for (let rest = updates; rest.length > 0;) {
      const operations = rest.map((updateOne) => ({ updateOne }) as AnyBulkWriteOperation<AlertDocument>);
      const taken = await alerts.bulkWrite(operations, { ordered: true, ...limit }).then(() => undefined, takenAt);
      rest = taken === undefined ? [] : [{ ...rest[taken]!, upsert: false }, ...rest.slice(taken + 1)];
    }
    return updates.map(() => undefined);
  }

  return {
    claim(alert, claim) {
      return insert({ ...newAlertDocument(alert, claim.at), ...claimFields(claim), attempts: 1 });
    },

    async reclaim(seen, claim) {
      const { matchedCount } = await alerts.updateOne(
        { _id: seen.key, state: seen.state, attempts: seen.attempts },
        { $set: { ...claimFields(claim), attempts: seen.attempts + 1 } },
        limit,
      );
      return matchedCount > 0;
    },

    setBack: (key, by, setback) => update(setBack(key, by, setback)),
    settle: (record) => update(settlement(record)),
  };
}

function setBack(key: string, by: string, { state, doubts, suspect, error, parked = false, at }: Setback) {
  return {
    filter: { _id: key, state: 'sending', claimedBy: by },
    update: { $set: { state, doubts, suspect, lastError: error, parked, ended: true, updatedAt: new Date(at) } },
  };
}

function settlement({ alert, outcome }: AlertRecord): GuardedUpdate {
  const fields = outcomeFields(outcome);
  const unheardOf = { ...newAlertDocument(alert, outcome.at), attempts: outcome.state === 'superseded' ? 0 : 1 };
  const others = Object.entries(unheardOf).filter(([key]) => key !== '_id' && !(key in fields));
  return {
    filter: { _id: alert.key, state: { $in: REPLACES[outcome.state] } },
    update: { $set: fields, $setOnInsert: Object.fromEntries(others) },
    upsert: true,
  };
}

/** Which of the updates found its id taken. @throws every other error */
function takenAt(error: unknown): number {
  const [first, ...more] = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  if (!first || more.length > 0 || first.code !== DUPLICATE_KEY) throw error;
  return first.index;
}
