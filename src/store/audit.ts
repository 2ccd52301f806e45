/** What the auditor reads, in MongoDB: in pages, with nothing of the help desk's and no policies in them. */
import type { Collection, Filter } from 'mongodb';
import { isTransition, type Decision, type LogEntry } from '../domain/decision.js';
import { OPERATOR } from '../domain/drift.js';
import type { Channel } from '../domain/policy.js';
import { SNAPSHOT_STATE } from '../domain/snapshot.js';
import { CLOSING_STATUSES } from '../domain/ticket.js';
import type { AuditedState, AuditedTicket, AuditStore, UnsentAlerts } from './audit-port.js';
import { engineOf } from './documents.js';
import { writeLog } from './log.js';
import { ENGINE_KEYS, type AlertDocument, type TicketDocument } from './port.js';
import type { TicketCollections } from './tickets.js';

/** How many examples of late alerts are named. */
const EXAMPLES = 5;

const PROJECTION: Record<string, 1> = Object.fromEntries([
  ...[...ENGINE_KEYS].filter((key) => key !== 'engine').map((key) => [key, 1]),
  ['engine.rev', 1],
  ...[...SNAPSHOT_STATE, 'closed'].map((key) => [`engine.state.${key}`, 1]),
]) as Record<string, 1>;

/** By the help desk's word, or by the engine's. */
const OPEN: Filter<TicketDocument> = {
  $or: [{ status: { $exists: true, $nin: [...CLOSING_STATUSES] } }, { 'engine.state.closed': false }],
};

export function auditStore(
  { tickets, log, maxTimeMS }: TicketCollections,
  alerts: Collection<AlertDocument>,
): Omit<AuditStore, 'incidents'> {
  const limit = { maxTimeMS };

  async function unsent(filter: Filter<AlertDocument>): Promise<UnsentAlerts[]> {
    const ours: Filter<AlertDocument> = { ...filter, ticketId: { $ne: OPERATOR } };
    const counting = [{ $match: ours }, { $group: { _id: '$channel', count: { $sum: 1 } } }];
    const counts = await alerts.aggregate<{ _id: Channel; count: number }>(counting, limit).toArray();
    return Promise.all(
      counts.map(async ({ _id: channel, count }) => {
        const first = await alerts
          .find({ ...ours, channel }, limit)
          .limit(EXAMPLES)
          .toArray();
        return { channel, count, examples: first.map(({ _id: key, lastError: error }) => ({ key, error })) };
      }),
    );
  }

  return {
    async *openTickets(pageSize) {
      let page: AuditedTicket[] = [];
      for await (const document of tickets.find(OPEN, { projection: PROJECTION, batchSize: pageSize })) {
        page.push(audited(document));
        if (page.length < pageSize) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },

    async known(ticketIds) {
      const found = tickets.find({ _id: { $in: ticketIds } }, { ...limit, projection: { _id: 1 } });
      return new Set((await found.toArray()).map(({ _id }) => _id));
    },

    async transitions(ticketIds) {
      const counted = log.aggregate<{ _id: string; count: number }>(
        [
          { $match: { ticketId: { $in: ticketIds }, kind: { $in: ['escalated', 'deescalated'] } } },
          { $group: { _id: '$ticketId', count: { $sum: 1 } } },
        ],
        limit,
      );
      return new Map((await counted.toArray()).map(({ _id, count }) => [_id, count]));
    },

    async restoreLog(ticketId) {
      const engine = engineOf(await tickets.findOne({ _id: ticketId }, { ...limit, projection: { engine: 1 } }));
      if (engine) {
        await writeLog(log, transitionsIn(engine.state.history, engine.state.logged), maxTimeMS);
      }
      return log.countDocuments({ ticketId, kind: { $in: ['escalated', 'deescalated'] } }, limit);
    },

    lateAlerts: (before) =>
      unsent({ state: { $in: ['pending', 'sending'] }, parked: { $ne: true }, createdAt: { $lt: new Date(before) } }),
    parkedAlerts: () => unsent({ state: { $in: ['pending', 'sending'] }, parked: true }),
    undeliverableAlerts: (since) => unsent({ state: 'undeliverable', updatedAt: { $gt: new Date(since) } }),
  };
}

function audited(document: TicketDocument): AuditedTicket {
  const { _id: ticketId, rev, engine, ...fields } = document;
  const { rev: engineRev, state } = (engine ?? {}) as { rev?: number; state?: AuditedState };
  return {
    ticketId,
    fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)])),
    rev: typeof rev === 'number' ? rev : null,
    engine: engineRev === undefined || state === undefined ? null : { rev: engineRev, state },
  };
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

/** A history ends with the entry that has the highest number. */
function transitionsIn(history: Decision[], logged: number): LogEntry[] {
  return history
    .map((decision, i) => ({ decision, number: logged - history.length + 1 + i }))
    .flatMap(({ decision, number }) =>
      isTransition(decision) ? [{ id: `${decision.ticketId}:${decision.seq}`, number, decision }] : [],
    );
}
