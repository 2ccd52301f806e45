/** What one wake asks of the world, all together, and what became of it. */
import type { Delivery, DeliveryOutcome, Postponed } from './delivery.js';
import type { TicketWrite, WriteResult } from '../records/snapshot.js';

export interface Errand {
  write: TicketWrite;
  /** Each to another target. */
  deliveries: Delivery[];
}

/** What became of each part of an errand. */
export interface ErrandResult {
  /** `later`: the database did not answer in time, or refused. */
  saved: WriteResult | { outcome: 'later'; why: string };
  /** In the order of the deliveries; empty when the write found an earlier chain: then nothing is sent. */
  delivered: ({ target: string } & (DeliveryOutcome | Postponed))[];
}
