/** The MongoDB adapter of the store's ports. */
import type { CommandStartedEvent } from 'mongodb';
import { apiKeyStore, type ApiKeyDocument } from './api-keys.js';
import { ticketArchive } from './archive.js';
import type { AuditStore } from './audit-port.js';
import { auditStore } from './audit.js';
import { Connection } from './connection.js';
import { deliveryStore, type DeliveryDocument } from './deliveries.js';
import { incidentStore, type IncidentDocument } from './incidents.js';
import type { ApiKeyStore, DeliveryStore, ReconcilerStore, SpillStore } from './intake-port.js';
import { alertLedger } from './ledger.js';
import type {
  AlertDocument,
  AlertLedger,
  LogDocument,
  PolicyStore,
  TicketArchive,
  TicketDocument,
  TicketStore,
} from './port.js';
import { PolicyKeeper, policyStore, type PolicyDocument } from './policies.js';
import { reconcilerStore, type ReconcilerDocument } from './reconcilers.js';
import { spillStore, type SpillDocument } from './spill.js';
import { ticketStore } from './tickets.js';

export interface StoreOptions {
  /** Default: the path of the URI, else `rung`. */
  database?: string;
  /** Bound of one call in milliseconds, everything included. Default: 5000. */
  callMs?: number;
  /** Told of each command as the driver sends it, with its contents. Default: nobody is. */
  commandStarted?: (command: CommandStartedEvent) => void;
}

export interface Store {
  store: TicketStore;
  ledger: AlertLedger;
  archive: TicketArchive;
  audit: AuditStore;
  /** Policies by their hash. */
  policies: PolicyStore;
  /** Facts that were accepted and wait for Temporal. */
  spill: SpillStore;
  /** Deliveries of help desks that were accepted. */
  deliveries: DeliveryStore;
  apiKeys: ApiKeyStore;
  /** How far help desks, and files of a backfill, have been read. */
  reconcilers: ReconcilerStore;
  /** Creates what is missing. Idempotent; a worker calls it at start and goes on when it fails. */
  ensureIndexes(): Promise<void>;
  /** Says whether the database answers. @throws StoreError with one sentence when not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_DATABASE = 'rung';

/** Building an index over many old tickets takes longer than any other call. */
const INDEX_MS = 60_000;

/**
 * Prepares access to a database; the first call connects, so the database may be down at this point.
 * @throws StoreError `misconfigured` when the URI cannot be used.
 */
export function connectStore(uri: string, options: StoreOptions = {}): Store {
  const callMs = options.callMs ?? 5_000;
  const connection = new Connection(uri, callMs, options.commandStarted);
  const db = connection.client.db(options.database ?? databaseIn(uri) ?? DEFAULT_DATABASE);
  const tickets = db.collection<TicketDocument>('tickets');
  const log = db.collection<LogDocument>('escalation_log');
  const alerts = db.collection<AlertDocument>('alerts');
  const collections = { tickets, log, maxTimeMS: callMs };

  const ledger = alertLedger(alerts, callMs);
  const archive = ticketArchive(collections, alerts);
  const audit = auditStore(collections, alerts);
  const incidents = incidentStore(db.collection<IncidentDocument>('incidents'), callMs);
  const spilled = db.collection<SpillDocument>('spilled_facts');
  const delivered = db.collection<DeliveryDocument>('deliveries');
  const keys = db.collection<ApiKeyDocument>('api_keys');
  const read = db.collection<ReconcilerDocument>('reconcilers');
  const policies = policyStore(db.collection<PolicyDocument>('policies'), callMs);
  const ping = async () => void (await db.command({ ping: 1 }));
  const ensureIndexes = async () => {
    await tickets.createIndex({ tier: 1, nextDeadlineAt: 1 });
    await tickets.createIndex({ 'engine.state.closed': 1, _id: 1 });
    await tickets.createIndex({ 'engine.state.closed': 1, status: 1 });
    await log.createIndex({ ticketId: 1, number: 1 });
    await alerts.createIndex({ ticketId: 1, seq: 1 });
    await alerts.createIndex({ state: 1, createdAt: 1 });
    await alerts.createIndex({ state: 1, updatedAt: 1 });
    await spilled.createIndex({ at: 1, _id: 1 });
    await spilled.createIndex({ acceptedAt: 1 });
    await spilled.createIndex({ reason: 1, acceptedAt: 1 });
    await spilled.createIndex({ ticketId: 1 });
    await delivered.createIndex({ at: 1 });
  };
  return {
    store: connection.guard(ticketStore(collections, ledger, new PolicyKeeper(policies))),
    ledger: connection.guard(ledger),
    archive: { ...connection.guard(archive), find: (...asked) => connection.stream(() => archive.find(...asked)) },
    audit: {
      ...connection.guard(audit),
      incidents: connection.guard(incidents),
    },
    policies: connection.guard(policies),
    spill: connection.guard(spillStore(spilled, callMs)),
    deliveries: connection.guard(deliveryStore(delivered, callMs)),
    apiKeys: connection.guard(apiKeyStore(keys, callMs)),
    reconcilers: connection.guard(reconcilerStore(read, callMs)),
    ...connection.guard({ ping }),
    ...connection.guard({ ensureIndexes }, INDEX_MS),
    close: () => connection.close(),
  };
}

/** The database named in the path of a connection string. */
function databaseIn(uri: string): string | undefined {
  const path = /^mongodb(?:\+srv)?:\/\/[^/]*\/([^?]+)/.exec(uri)?.[1];
  return path === undefined ? undefined : decodeURIComponent(path);
}
