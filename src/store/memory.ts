/**
 * The store's ports without a database, for whoever wants to see the engine without one: tests and measurements. It gives the
 * guarantees of the MongoDB adapter, but for one: when the process ends, everything is gone.
 */
import type { LogEntry } from '../domain/ladder/decision.js';
import type { Addressed, AlertRecord, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { EngineRecord, TicketWrite, WriteResult } from '../domain/records/snapshot.js';
import type { AlertLedger, Claim, LedgerEntry, TicketStore } from './port.js';
import { REPLACES } from './ledger.js';

export interface MemoryStore {
  store: TicketStore;
  ledger: AlertLedger;
  /** What stands there now, by ticket id; a ticket that was never saved is missing. */
  tickets: ReadonlyMap<string, EngineRecord>;
  /** The log, by the entries' ids. */
  log: ReadonlyMap<string, LogEntry>;
  /** What is known of the alerts, by their keys. */
  alerts: ReadonlyMap<string, LedgerEntry>;
}

/** An empty one. It keeps everything it is given, for as long as it lives. */
export function memoryStore(): MemoryStore {
  const tickets = new Map<string, EngineRecord>();
  const log = new Map<string, LogEntry>();
  const alerts = new Map<string, LedgerEntry>();
  const ledger = memoryLedger(alerts);

  const save = async (write: TicketWrite): Promise<WriteResult> => {
    const { ticketId } = write.engine.state;
    const there = tickets.get(ticketId);
    const result = judged(write, there);
    if (result.outcome !== 'saved') return structuredClone(result);
    const policy = write.policy ?? there!.state.policy;
    tickets.set(ticketId, structuredClone({ ...write.engine, state: { ...write.engine.state, policy } }));
    for (const entry of write.log) if (!log.has(entry.id)) log.set(entry.id, structuredClone(entry));
    for (const record of write.alerts) await ledger.complete(record);
    return result;
  };

  return {
    store: { save, load: async (ticketId) => structuredClone(tickets.get(ticketId) ?? null) },
    ledger,
    tickets,
    log,
    alerts,
  };
}

function judged({ engine, first, policy }: TicketWrite, there: EngineRecord | undefined): WriteResult {
  if (!there) return policy ? { outcome: 'saved' } : { outcome: 'policy-missing' };
  if (first && there.chain !== engine.chain) return { outcome: 'earlier-chain', engine: there };
  const repeated = there.rev === engine.rev && there.chain === engine.chain;
  if (!repeated && there.rev >= engine.rev) return { outcome: 'outdated', rev: there.rev };
  return { outcome: 'saved' };
}

function memoryLedger(alerts: Map<string, LedgerEntry>): AlertLedger {
  return {
    claim: async ({ key }, claim) => {
      const there = alerts.get(key);
      if (there) return { ...there };
      alerts.set(key, { ...newEntry(key), ...claimed(claim), attempts: 1 });
      return null;
    },

    reclaim: async ({ key, state, attempts }, claim) => {
      const there = alerts.get(key);
      if (there?.state !== state || there.attempts !== attempts) return false;
      alerts.set(key, { ...there, ...claimed(claim), attempts: attempts + 1 });
      return true;
    },

    setBack: async (key, by, { state, doubts, suspect, error }) => {
      const there = alerts.get(key);
      if (there?.state !== 'sending' || there.claimedBy !== by) return;
      alerts.set(key, { ...there, state, doubts, suspect, lastError: error, ended: true });
    },

    complete: async ({ alert, outcome }: AlertRecord) => {
      const there = alerts.get(alert.key);
      if (there && !REPLACES[outcome.state].includes(there.state)) return;
      const attempts = there?.attempts ?? (outcome.state === 'superseded' ? 0 : 1);
      alerts.set(alert.key, { ...(there ?? newEntry(alert.key)), attempts, ...outcomeFields(outcome) });
    },
  };
}

function newEntry(key: Addressed['key']): LedgerEntry {
  return {
    key,
    state: 'pending',
    attempts: 0,
    doubts: 0,
    suspect: false,
    claimedBy: '',
    claimedAt: 0,
    ended: true,
    providerId: null,
    thread: null,
    lastError: null,
    settledAt: null,
  };
}

function claimed({ by, at, doubts }: Claim) {
  return { state: 'sending' as const, doubts, claimedBy: by, claimedAt: at, ended: false };
}

function outcomeFields(outcome: DeliveryOutcome) {
  const common = { state: outcome.state, ended: true, settledAt: outcome.at };
  return outcome.state === 'sent'
    ? { ...common, providerId: outcome.providerId, thread: outcome.thread ?? null }
    : { ...common, lastError: outcome.error };
}
