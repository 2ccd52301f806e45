/** What a run hands to the next one. */
import type { LostAlert } from '../domain/delivery.js';
import type { TicketState } from '../domain/ticket.js';
import type { LifeState } from './life.js';
import type { OutboxState } from './outbox.js';

export interface CarriedOver {
  ticket: TicketState;
  life: LifeState;
  outbox: OutboxState;
  /** The newest state is not yet in the database. */
  unsaved: boolean;
  undeliverable: LostAlert[];
  malformed: { count: number; last: string | null };
}
