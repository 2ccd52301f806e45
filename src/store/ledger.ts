/** The ledger of alerts in MongoDB: claims by insert, everything after that guarded by who claimed. */
import type { Collection } from 'mongodb';
import type { AlertState, DeliveryOutcome } from '../domain/delivery.js';
import { claimFields, ledgerEntry, newAlertDocument } from './documents.js';
import { isDuplicate } from './errors.js';
import type { AlertDocument, AlertLedger } from './port.js';

/** What an outcome may replace: `sent` is the truth wherever it turns up, a final state otherwise stays. */
export const REPLACES: Record<DeliveryOutcome['state'], AlertState[]> = {
  sent: ['pending', 'sending', 'unconfirmed', 'undeliverable', 'superseded'],
  unconfirmed: ['pending', 'sending'],
  undeliverable: ['pending', 'sending'],
  superseded: ['pending', 'sending', 'undeliverable'],
};

export function alertLedger(alerts: Collection<AlertDocument>, maxTimeMS: number): AlertLedger {
  const limit = { maxTimeMS };

  async function inserted(document: AlertDocument): Promise<boolean> {
    try {
      await alerts.insertOne(document, limit);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  return {
    async claim(alert, claim) {
      const document = { ...newAlertDocument(alert, claim.at), ...claimFields(claim), attempts: 1 };
      if (await inserted(document)) return null;
      const found = await alerts.findOne({ _id: alert.key }, limit);
      return found && ledgerEntry(found);
    },

    async reclaim(seen, claim) {
      const { matchedCount } = await alerts.updateOne(
        { _id: seen.key, state: seen.state, attempts: seen.attempts },
        { $set: { ...claimFields(claim), attempts: seen.attempts + 1 } },
        limit,
      );
      return matchedCount > 0;
    },

    async setBack(key, by, { state, doubts, suspect, error, parked = false, at }) {
      await alerts.updateOne(
        { _id: key, state: 'sending', claimedBy: by },
        { $set: { state, doubts, suspect, lastError: error, parked, ended: true, updatedAt: new Date(at) } },
        limit,
      );
    },

    async settle({ alert, outcome }) {
      const fields = outcomeFields(outcome);
      const { matchedCount } = await alerts.updateOne(
        { _id: alert.key, state: { $in: REPLACES[outcome.state] } },
        { $set: fields },
        limit,
      );
      if (matchedCount > 0) return;
      const attempts = outcome.state === 'superseded' ? 0 : 1;
      if (await inserted({ ...newAlertDocument(alert, outcome.at), attempts, ...fields })) return;
      // It was there: either settled already, or claimed between the two steps by a call of ours that came late.
      await alerts.updateOne({ _id: alert.key, state: { $in: REPLACES[outcome.state] } }, { $set: fields }, limit);
    },
  };
}

function outcomeFields(outcome: DeliveryOutcome) {
  const at = new Date(outcome.at);
  const common = { state: outcome.state, ended: true, updatedAt: at, settledAt: at };
  return outcome.state === 'sent'
    ? { ...common, providerId: outcome.providerId, thread: outcome.thread ?? null }
    : { ...common, lastError: outcome.error };
}
