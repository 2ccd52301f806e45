/** What the auditor reads, in MongoDB: by an index and up to a limit each time, with nothing of the help desk's and no policies in it. */
import type { Collection, Filter } from 'mongodb';
import { isTransition, type Decision, type LogEntry } from '../domain/ladder/decision.js';
import { OPERATOR } from '../domain/audit/drift.js';
import type { Channel } from '../domain/rules/policy.js';
import { SNAPSHOT_STATE } from '../domain/records/snapshot.js';
import { CLOSING_STATUSES } from '../domain/ticket/ticket.js';
import { COUNTED, type AuditedState, type AuditedTicket, type AuditStore, type UnsentAlerts } from './audit-port.js';
import { engineOf } from './documents.js';
import { logWriter } from './log.js';
import { ENGINE_KEYS, type AlertDocument, type TicketDocument } from './port.js';
import type { TicketCollections } from './tickets.js';

/** How many examples of late alerts are named. */
const EXAMPLES = 5;

const PROJECTION: Record<string, 1> = Object.fromEntries([
  ...[...ENGINE_KEYS].filter((key) => key !== 'engine').map((key) => [key, 1]),
  ['engine.rev', 1],
  ...[...SNAPSHOT_STATE, 'closed', 'clocks'].map((key) => [`engine.state.${key}`, 1]),
]) as Record<string, 1>;

/** By the engine's word. Index: `engine.state.closed, _id`. */
const OPEN: Filter<TicketDocument> = { 'engine.state.closed': false };

/** By the help desk's word alone. Index: `engine.state.closed, status`. */
const OPEN_FOR_THE_DESK_ALONE: Filter<TicketDocument> = {
  'engine.state.closed': { $ne: false },
  status: { $exists: true, $nin: [...CLOSING_STATUSES] },
};

export function auditStore(
  { tickets, log, maxTimeMS }: TicketCollections,
  alerts: Collection<AlertDocument>,
): Omit<AuditStore, 'incidents'> {
  const limit = { maxTimeMS };
  const writeLog = logWriter(log, maxTimeMS);

  /** Index: `state, createdAt` or `state, updatedAt`. */
  async function unsent(filter: Filter<AlertDocument>): Promise<UnsentAlerts[]> {
    const ours: Filter<AlertDocument> = { ...filter, ticketId: { $ne: OPERATOR } };
    const fields = { projection: { channel: 1, lastError: 1 } };
    const found = await alerts
      .find(ours, { ...limit, ...fields })
      .limit(COUNTED)
      .toArray();
    return Object.entries(groupedByChannel(found)).map(([channel, those]) => ({
      channel,
      count: those.length,
      examples: those.slice(0, EXAMPLES).map(({ _id: key, lastError: error }) => ({ key, error })),
    }));
  }

  /** An entry of a long outage may stand for several, and says for how many. Index: `ticketId, number`. */
  async function transitions(ticketIds: string[]): Promise<Map<string, number>> {
    const entries = log.aggregate<{ _id: { ticketId: string; each?: number | null }; entries: number }>(
      [
        { $match: { ticketId: { $in: ticketIds }, kind: { $in: ['escalated', 'deescalated'] } } },
        { $group: { _id: { ticketId: '$ticketId', each: '$count' }, entries: { $sum: 1 } } },
      ],
      limit,
    );
    const counted = new Map<string, number>();
    for (const { _id, entries: some } of await entries.toArray()) {
      const { ticketId, each } = _id;
      counted.set(ticketId, (counted.get(ticketId) ?? 0) + some * (each ?? 1));
    }
    return counted;
  }

  async function page(filter: Filter<TicketDocument>, most: number): Promise<AuditedTicket[]> {
    const found = tickets.find(filter, { ...limit, projection: PROJECTION });
    return (await found.sort({ _id: 1 }).limit(most).toArray()).map(audited);
  }

  return {
    openTickets: (after, most) => page({ ...OPEN, _id: { $gt: after } }, most),

    // Without the id where it says nothing, as some servers would then go through all of them in the order of the ids.
    ticketsOpenForTheDeskAlone: (after, most) =>
      page({ ...OPEN_FOR_THE_DESK_ALONE, ...(after !== '' && { _id: { $gt: after } }) }, most),

    async tickets(ticketIds) {
      const found = tickets.find({ _id: { $in: ticketIds } }, { ...limit, projection: PROJECTION });
      return (await found.toArray()).map(audited);
    },

    async known(ticketIds) {
      const found = tickets.find({ _id: { $in: ticketIds } }, { ...limit, projection: { _id: 1 } });
      return new Set((await found.toArray()).map(({ _id }) => _id));
    },

    transitions,

    async restoreLog(ticketId) {
      const engine = engineOf(await tickets.findOne({ _id: ticketId }, { ...limit, projection: { engine: 1 } }));
      const logged = (await transitions([ticketId])).get(ticketId) ?? 0;
      if (!engine || logged >= engine.state.seq) return logged;
      const { history, seq } = engine.state;
      const entries = transitionsIn(history, engine.state.logged);
      const there = log.find({ _id: { $in: entries.map(({ id }) => id) } }, { ...limit, projection: { _id: 1 } });
      const ids = new Set((await there.toArray()).map(({ _id }) => _id));
      // No more than are missing: another entry may stand for one that is not there itself.
      const missing = entries.filter(({ id }) => !ids.has(id)).slice(logged - seq);
      await writeLog(missing);
      return logged + missing.length;
    },

    lateAlerts: (before) =>
      unsent({ state: { $in: ['pending', 'sending'] }, parked: { $ne: true }, createdAt: { $lt: new Date(before) } }),
    suspendedAlerts: () => unsent({ state: { $in: ['pending', 'sending'] }, parked: true }),
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

function groupedByChannel(alerts: AlertDocument[]): Record<Channel, AlertDocument[]> {
  const grouped: Record<Channel, AlertDocument[]> = {};
  for (const alert of alerts) (grouped[alert.channel] ??= []).push(alert);
  return grouped;
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

/** A history ends with the entry that has the highest number. */
function transitionsIn(history: Decision[], logged: number): LogEntry[] {
  return history
    .map((decision, i) => ({ decision, number: logged - history.length + 1 + i }))
    .flatMap(({ decision, number }) =>
      isTransition(decision) ? [{ id: `${decision.ticketId}:${decision.seq}`, number, decision }] : [],
    );
}
