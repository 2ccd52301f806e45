/** The activities of a ticket's workflow: persist it, take it up again, alert people. */
import { ApplicationFailure } from '@temporalio/common';
import type { Delivery, DeliveryOutcome } from '../domain/delivery.js';
import type { Notice } from '../domain/drift.js';
import type { Channel, Instant } from '../domain/policy.js';
import type { Errand, ErrandResult } from '../domain/errand.js';
import type { EngineRecord, TicketWrite, WriteResult } from '../domain/snapshot.js';
import type { AlertLedger, TicketStore } from '../store/port.js';
import { boundsFrom, type DeliveryBounds } from './bounds.js';
import { deliver } from './deliver.js';
import type { LinkSettings } from './links.js';
import { deliverNotice } from './notice.js';
import type { AlertChannel } from './ports.js';

export interface ActivityDeps {
  store: TicketStore;
  ledger: AlertLedger;
  channels: Record<Channel, AlertChannel>;
  links?: LinkSettings;
  bounds?: Partial<DeliveryBounds>;
  /** Default: the system's clock. */
  now?: () => Instant;
}

export type Activities = ReturnType<typeof createActivities>;

/** Activities that fail do so retryably; everything a caller has to expect is in their results. */
export function createActivities({ store, ledger, channels, links = {}, bounds, now = Date.now }: ActivityDeps) {
  const delivery = { ledger, channels, links, bounds: boundsFrom(bounds), now };
  return {
    /** Writes a ticket's snapshot, its new log entries and late alert outcomes. Idempotent. */
    saveTicket: (write: TicketWrite): Promise<WriteResult> => retryably(store.save(write)),

    carryOut: (_errand: Errand): Promise<ErrandResult> => Promise.reject(new Error('not here yet')),

    /** What the engine needs to go on with a ticket; null when it was never saved. */
    loadTicket: (ticketId: string): Promise<EngineRecord | null> => retryably(store.load(ticketId)),

    /** Sends one alert to one target. Takes 20 s at most; safe to repeat under the same alert key. */
    deliverAlert: (request: Delivery): Promise<DeliveryOutcome> => deliver(delivery, request),

    /** Sends one message to the operator; as safe to repeat, under the notice's key. */
    deliverNotice: (notice: Notice): Promise<DeliveryOutcome> => deliverNotice(delivery, notice),
  };
}

/** Only the sentence goes into the workflow's history: a driver's causes and stacks are long and not ours. */
async function retryably<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { message, name } = error as Error;
    throw ApplicationFailure.create({ message, type: name });
  }
}
