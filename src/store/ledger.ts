/**
 * The ledger of alerts in MongoDB: claims by insert, everything after that guarded by who claimed. Claims of the same few
 * milliseconds are one message, and so are their ends.
 */
import type { AnyBulkWriteOperation, Collection, Filter } from 'mongodb';
import type { AlertRecord, AlertState, DeliveryOutcome } from '../domain/alerts/delivery.js';
import { batched } from './batch.js';
import { claimFields, ledgerEntry, newAlertDocument, outcomeFields } from './documents.js';
import { isDuplicate } from './errors.js';
import { insertNew } from './insert.js';
import type { AlertDocument, AlertLedger, LedgerEntry, Setback } from './port.js';

/** What an outcome may replace: `sent` is the truth wherever it turns up, a final state otherwise stays. */
export const REPLACES: Record<DeliveryOutcome['state'], AlertState[]> = {
  sent: ['pending', 'sending', 'unconfirmed', 'undeliverable', 'superseded'],
  unconfirmed: ['pending', 'sending'],
  undeliverable: ['pending', 'sending'],
  superseded: ['pending', 'sending', 'undeliverable'],
};

/** A page goes out without its claim after this time. */
const CLAIM_PATIENCE_MS = 1_000;

interface Change {
  /** Of the entry that may be changed. */
  guard: { _id: string } & Filter<AlertDocument>;
  fields: Partial<AlertDocument>;
  /** What is entered where the alert was never heard of. Default: nothing. */
  otherwise?: AlertDocument;
}

export function alertLedger(alerts: Collection<AlertDocument>, maxTimeMS: number): AlertLedger {
  const limit = { maxTimeMS };
  const insert = batched(insertAll, { patienceMs: Math.min(CLAIM_PATIENCE_MS, maxTimeMS) });
  const change = batched(changeAll, { patienceMs: maxTimeMS });

  /** For each: null when it was free, else what was there first. */
  async function insertAll(documents: AlertDocument[]): Promise<(LedgerEntry | null)[]> {
    const taken = await insertNew(alerts, documents, maxTimeMS);
    if (taken.size === 0) return documents.map(() => null);
    const _ids = [...taken].map((index) => documents[index]!._id);
    const found = await alerts.find({ _id: { $in: _ids } }, limit).toArray();
    const entries = new Map(found.map((document) => [document._id, ledgerEntry(document)]));
    return documents.map(({ _id }, index) => (taken.has(index) ? (entries.get(_id) ?? null) : null));
  }

  async function changeAll(changes: Change[]): Promise<void[]> {
    try {
      await alerts.bulkWrite(changes.map(upsert), limit);
    } catch (error) {
      // An entry may not be changed, or came between the two halves of its upsert. Which one it was, and whether the others were
      // carried out, is not to be had from every server. Once all are there, there is nothing left to insert.
      if (!isDuplicate(error)) throw error;
      await insertNew(
        alerts,
        changes.flatMap(({ otherwise }) => otherwise ?? []),
        maxTimeMS,
      );
      await alerts.bulkWrite(changes.map(update), limit);
    }
    return changes.map(() => undefined);
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

    setBack: (key, by, setback) => change(setBack(key, by, setback)),
    complete: (record) => change(completion(record)),
  };
}

function setBack(key: string, by: string, { state, doubts, suspect, error, parked = false, at }: Setback): Change {
  return {
    guard: { _id: key, state: 'sending', claimedBy: by },
    fields: { state, doubts, suspect, lastError: error, parked, ended: true, updatedAt: new Date(at) },
  };
}

function completion({ alert, outcome }: AlertRecord): Change {
  const fields = outcomeFields(outcome);
  const attempts = outcome.state === 'superseded' ? 0 : 1;
  return {
    guard: { _id: alert.key, state: { $in: REPLACES[outcome.state] } },
    fields,
    otherwise: { ...newAlertDocument(alert, outcome.at), attempts, ...fields },
  };
}

/** `updateMany`, though there is one at most: FerretDB keeps a connection for each `updateOne` until the end of the message, and has only 100. */
function update({ guard, fields }: Change): AnyBulkWriteOperation<AlertDocument> {
  return { updateMany: { filter: guard, update: { $set: fields } } };
}

function upsert({ guard, fields, otherwise }: Change): AnyBulkWriteOperation<AlertDocument> {
  if (!otherwise) return update({ guard, fields });
  const others = Object.entries(otherwise).filter(([key]) => key !== '_id' && !(key in fields));
  const change = { $set: fields, $setOnInsert: Object.fromEntries(others) };
  return { updateMany: { filter: guard, update: change, upsert: true } };
}
