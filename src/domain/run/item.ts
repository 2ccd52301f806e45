/** What can happen to a ticket, as its run takes it in. */
import type { PolicyChange } from '../change/policy-change.js';
import type { Command, CommandAnswer } from '../ticket/commands.js';
import type { DeliveryOutcome, Postponed } from '../alerts/delivery.js';
import type { ErrandResult } from '../alerts/errand.js';
import type { Fact } from '../ticket/facts.js';
import type { TicketWrite } from '../records/snapshot.js';

export type Item =
  /** The run has begun. */
  | { kind: 'begun' }
  | { kind: 'fact'; fact: Fact }
  | { kind: 'command'; question: Question }
  /** Decide once more though nothing was heard, and write the ticket whatever comes of it. */
  | { kind: 'look-again' }
  /** The timer for the earliest deadline. */
  | { kind: 'fired' }
  /** The time for alerts on their way is over: the run is to continue as new. */
  | { kind: 'grace-over' }
  /** The hours of a target have opened for which an alert waits. Nothing else of the ticket has come any nearer. */
  | { kind: 'hours-open' }
  /** A write has waited long enough for alerts on their way. */
  | { kind: 'waited-for-long' }
  | { kind: 'saved'; write: TicketWrite; result: ErrandResult['saved'] }
  | { kind: 'delivered'; key: string; result: DeliveryOutcome | Postponed };

/** A command and, once it has been carried out or refused, its answer. */
export interface Question {
  command: Command | PolicyChange;
  answer?: CommandAnswer;
}
