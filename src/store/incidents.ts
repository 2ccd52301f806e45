/** Incidents in MongoDB: one document for each kind, used again when it comes back. */
import type { Collection } from 'mongodb';
import type { DriftKind } from '../domain/audit/drift.js';
import type { Incident, IncidentStore } from './audit-port.js';
import { isDuplicate } from './errors.js';

export interface IncidentDocument {
  _id: DriftKind;
  number: number;
  what: string;
  since: Date;
  lastSeen: Date;
  ended: Date | null;
  told: Incident['told'];
}

export function incidentStore(incidents: Collection<IncidentDocument>, maxTimeMS: number): IncidentStore {
  const limit = { maxTimeMS };
  return {
    async seen(id, what, at) {
      const now = new Date(at);
      const fresh = { what, since: now, lastSeen: now, ended: null, told: [] };
      const lasting = await incidents.updateOne({ _id: id, ended: null }, { $set: { what, lastSeen: now } }, limit);
      if (lasting.matchedCount > 0) return;
      const again = { $set: fresh, $inc: { number: 1 } };
      const ended = await incidents.updateOne({ _id: id, ended: { $ne: null } }, again, limit);
      if (ended.matchedCount > 0) return;
      try {
        await incidents.insertOne({ _id: id, number: 1, ...fresh }, limit);
      } catch (error) {
        // Another audit was quicker; the incident is there, and that is what was asked for.
        if (!isDuplicate(error)) throw error;
      }
    },

    async endUnseen(before, at) {
      const unseen = { ended: null, lastSeen: { $lt: new Date(before) } };
      await incidents.updateMany(unseen, { $set: { ended: new Date(at) } }, limit);
    },

    async untold() {
      const documents = await incidents.find({}, limit).toArray();
      return documents.filter(isUntold).map(incident);
    },

    async told(id, number, phase) {
      await incidents.updateOne({ _id: id, number }, { $addToSet: { told: phase } }, limit);
    },
  };
}

/** An incident that ended before anybody was told of it is not worth a message. */
function isUntold({ ended, told }: IncidentDocument): boolean {
  return ended === null ? !told.includes('begun') : told.includes('begun') && !told.includes('ended');
}

function incident({ _id: id, since, lastSeen, ended, ...rest }: IncidentDocument): Incident {
  return { id, ...rest, since: since.getTime(), lastSeen: lastSeen.getTime(), ended: ended?.getTime() ?? null };
}
