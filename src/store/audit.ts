/** What the auditor reads, in MongoDB: in pages, with nothing of the help desk's and no policies in them. */
import type { Collection, Filter } from 'mongodb';
import { isTransition, type Decision, type LogEntry } from '../domain/decision.js';
import { OPERATOR } from '../domain/drift.js';
import type { Channel, Instant } from '../domain/policy.js';
import { SNAPSHOT_STATE } from '../domain/snapshot.js';
import { CLOSING_STATUSES } from '../domain/ticket.js';
import type { AuditedState, AuditedTicket, AuditStore, LateAlerts } from './audit-port.js';
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

  async function late(filter: Filter<AlertDocument>): Promise<LateAlerts> {
    const ours: Filter<AlertDocument> = { ...filter, ticketId: { $ne: OPERATOR } };
    const count = await alerts.countDocuments(ours, limit);
    if (count === 0) return { count, examples: [], channels: [] };
    const first = await alerts.find(ours, limit).limit(EXAMPLES).toArray();
    return {
      count,
      examples: first.map(({ _id: key, channel, lastError: error }) => ({ key, channel, error })),
      channels: (await alerts.distinct('channel', ours, limit)) as Channel[],
    };
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
        const entries = transitionsIn(engine.state.history, engine.state.logged);
        await writeLog(log, ticketId, entries, engine.rev, maxTimeMS);
      }
      return log.countDocuments({ ticketId, kind: { $in: ['escalated', 'deescalated'] } }, limit);
    },

    lateAlerts: (before) =>
      late({ state: { $in: ['pending', 'sending'] }, parked: { $ne: true }, createdAt: { $lt: new Date(before) } }),
    parkedAlerts: () => late({ state: { $in: ['pending', 'sending'] }, parked: true }),
    undeliverableAlerts: (since) => late({ state: 'undeliverable', updatedAt: { $gt: new Date(since) } }),
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

function plain(value: unknown): Instant | unknown {
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
