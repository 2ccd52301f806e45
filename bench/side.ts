/** One of the two engines that are compared: Rung, or the bare workflow that is its floor. */
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { Spread } from './statistics.js';
import type { WorkerProcess } from './worker-process.js';

export interface Side {
  readonly name: string;
  /** Where the tickets' workflows run. */
  readonly worker: WorkerProcess;
  /** Opens a ticket whose first deadline is at that instant; resolves when Temporal has accepted it. */
  open(ticketId: string, deadline: number): Promise<void>;
  /** Waits until all that were ever opened here are being watched (and, with Rung, are in the database). */
  opened(): Promise<void>;
  /** Sends a signal; resolves when Temporal has accepted it. */
  tell(ticketId: string): Promise<void>;
  /** Waits until every signal that was ever sent has been acted on (and, with Rung, its consequence is in the database). */
  heard(): Promise<void>;
  /** Waits until all that the deadlines of these tickets ask for has been done. */
  settled(tickets: readonly StormTicket[]): Promise<StormOutcome>;
  stop(): Promise<void>;
}

export interface StormTicket {
  ticketId: string;
  deadline: number;
}

export interface StormOutcome {
  /** When the last thing was done, epoch milliseconds. */
  doneAt: number;
  /** Milliseconds from a deadline to the decision. */
  decided: Spread;
  /** Milliseconds from a deadline to what follows from it: the activity, or the last alert. */
  done: Spread;
}

/** What a ticket's workflow leaves behind. */
export interface Ended {
  history: History;
  /** Size of the history as Temporal counts it. */
  bytes: number;
}

/** What a side needs. */
export interface Ground {
  address: string;
  mongodbUri(database: string): string;
  /** File with the bundle of the bare workflow. */
  bareBundle: string;
  /** File with Rung's bundle. */
  rungBundle: string;
  /** File with Rung's bundle, persisting through normal activities. */
  normalBundle: string;
}
