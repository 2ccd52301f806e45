/** The activities of a ticket's workflow: carry out what a wake asks for, persist the ticket, take it up again, alert people. */
import type { Delivery, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { Notice } from '../domain/audit/drift.js';
import type { Errand, ErrandResult } from '../domain/alerts/errand.js';
import type { Channel, Instant } from '../domain/rules/policy.js';
import type { EngineRecord, TicketWrite, WriteResult } from '../domain/records/snapshot.js';
import type { AlertLedger, TicketStore } from '../store/port.js';
import { boundsFrom, type DeliveryBounds } from '../delivery/bounds.js';
import { atMost } from './at-most.js';
import { carryOut } from './carry-out.js';
import { deliver } from '../delivery/deliver.js';
import { Gates } from '../delivery/gates.js';
import type { LinkSettings } from '../channels/links.js';
import { deliverNotice } from '../delivery/notice.js';
import type { AlertChannel } from '../channels/port.js';
import { retryably } from '../delivery/retry.js';

export interface ActivityDeps {
  store: TicketStore;
  ledger: AlertLedger;
  /** By their names. */
  channels: Readonly<Record<Channel, AlertChannel>>;
  links?: LinkSettings;
  bounds?: Partial<DeliveryBounds>;
  /** Default: the system's clock. */
  now?: () => Instant;
}

export type Activities = ReturnType<typeof createActivities>;

/** Activities that fail do so retryably; everything a caller has to expect is in their results. */
export function createActivities({ store, ledger, channels, links = {}, bounds, now: clock }: ActivityDeps) {
  const limits = boundsFrom(bounds);
  const now = clock ?? Date.now;
  // A clock that is set back would keep a channel shut.
  const gates = new Gates(channels, limits.inChannel, clock ?? (() => performance.now()));
  const waiting = atMost(limits.inDatabase, 'calls of the database');
  const delivery = { ledger, channels, gates, links, bounds: limits, now };
  return {
    /**
     * Writes a ticket, then sends a wake's alerts side by side, each once. Takes 35 s at most, mostly a fraction of a second. It says what
     * became of each part and does not fail over any of them; it is not to be retried.
     */
    carryOut: (errand: Errand): Promise<ErrandResult> => carryOut({ ...delivery, store }, errand),

    /** Writes a ticket's snapshot, its new log entries and late alert outcomes. Idempotent. */
    saveTicket: (write: TicketWrite): Promise<WriteResult> => waiting(() => retryably(store.save(write))),

    /** What the engine needs to go on with a ticket; null when it was never saved. */
    loadTicket: (ticketId: string): Promise<EngineRecord | null> => waiting(() => retryably(store.load(ticketId))),

    /** Sends one alert to one target. Takes 35 s at most; safe to repeat under the same alert key. */
    deliverAlert: (request: Delivery): Promise<DeliveryOutcome> => deliver(delivery, request),

    /** Sends one message to the operator; as safe to repeat, under the notice's key. */
    deliverNotice: (notice: Notice): Promise<DeliveryOutcome> => deliverNotice(delivery, notice),
  };
}
