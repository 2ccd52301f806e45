/** One of the engines that are compared. */
import type { temporal } from '@temporalio/proto';
import { spreadOf, type Spread } from '../statistics.js';
import type { Counts } from '../worker/messages.js';
import type { WorkerProcess } from '../worker/process.js';
import type { SideName, WorkflowSideName } from './names.js';

export interface DueTicket {
  ticketId: string;
  /** Epoch milliseconds. */
  deadline: number;
}

export interface Outcome {
  /** When the last person was told, epoch milliseconds. */
  doneAt: number;
  /** Milliseconds from a deadline to the decision. */
  decided: Spread;
  /** Milliseconds from a deadline to each alert that was accepted; with the bare workflow to its activity. */
  told: Spread;
}

/** How the audits went so far. */
export interface Audits {
  ended: number;
  /** Of these, the ones that did not come to their report, or could not ask everything. */
  failed: number;
}

/** What a ticket's workflow leaves behind. */
export interface Ended {
  history: temporal.api.history.v1.IHistory;
  /** Size of the history as Temporal counts it. */
  bytes: number;
  /** State transitions as Temporal counts them. */
  stateTransitions: number;
}

/** What a side needs. */
export interface Ground {
  /** Temporal, `host:port`. */
  address: string;
  /** Undefined: there is no database, what is written is kept in memory. */
  mongodbUri?: (database: string) => string;
  /** Files with the workflow code of each side that is measured. */
  bundles: Partial<Record<WorkflowSideName, string>>;
  /** Rung's alerts keep to the pace of production. */
  paced: boolean;
}

export interface SideOptions {
  /** The worker counts its heartbeats. */
  heartbeats?: boolean;
}

/** Tickets and signals are counted here, what became of them in the worker's process. */
export abstract class Side {
  protected openedSoFar = 0;
  private sentSoFar = 0;
  private dueSoFar = 0;

  protected constructor(
    readonly name: SideName,
    /** Where the work is done. */
    readonly worker: WorkerProcess,
    /** How many are told of a deadline. */
    readonly alerts: number,
  ) {}

  /** What is due is looked at so seldom that nothing can be tried first. */
  readonly seldom: boolean = false;

  /** Opens a ticket whose first deadline is at that instant; resolves when it has been accepted. */
  async open(ticketId: string, deadline: number): Promise<void> {
    await this.enter(ticketId, deadline);
    this.openedSoFar++;
  }

  /** How many are being watched. */
  get watched(): number {
    return this.worker.counts.opened;
  }

  /** Waits until all that were ever opened here are being watched and, where there is a database, are in it. */
  opened(): Promise<void> {
    return this.reaches('the tickets to be watched', ({ opened }) => opened >= this.openedSoFar);
  }

  /** Tells a ticket that an agent has replied; resolves when that has been accepted. */
  async tell(ticketId: string): Promise<void> {
    await this.send(() => this.reply(ticketId));
  }

  /** Waits until every signal that was ever sent has been handled. */
  heard(): Promise<void> {
    return this.reaches('the signals to be handled', ({ heard }) => heard >= this.sentSoFar);
  }

  /**
   * Waits until all that the deadlines of these tickets ask for has been done.
   * @throws when a ticket was not decided on exactly once, or not everybody was told exactly once
   */
  async completed(tickets: readonly DueTicket[]): Promise<Outcome> {
    this.dueSoFar += tickets.length;
    const told = this.alerts * this.dueSoFar;
    await this.reaches(
      'the deadlines to be done',
      (counts) => counts.decided >= this.dueSoFar && counts.told >= told && counts.entered >= told,
    );
    const happenings = await this.worker.happenings();
    const deadlines = new Map(tickets.map(({ ticketId, deadline }) => [ticketId, deadline]));
    const decided = lateness(deadlines, happenings.decided, 1, `${this.name}: decisions`);
    const done = lateness(deadlines, happenings.told, this.alerts, `${this.name}: alerts`);
    return {
      doneAt: Math.max(...happenings.told.map(({ at }) => at)),
      decided: spreadOf(decided),
      told: spreadOf(done),
    };
  }

  /** Undefined where nobody audits. */
  audits(): Promise<Audits | undefined> {
    return Promise.resolve(undefined);
  }

  abstract stop(): Promise<void>;

  protected abstract enter(ticketId: string, deadline: number): Promise<void>;
  protected abstract reply(ticketId: string): Promise<void>;

  /** Sends a signal. */
  protected async send(signal: () => Promise<unknown>): Promise<void> {
    this.sentSoFar++;
    await signal();
  }

  /** How long the counts may stand still before the worker is given up. Default: a minute. */
  protected readonly stillMs: number | undefined;

  private reaches(what: string, holds: (counts: Counts) => boolean): Promise<void> {
    return this.worker.reaches(`${this.name}: ${what}`, holds, this.stillMs);
  }
}

/** How late each was. @throws when it did not happen `times` times for each ticket */
export function lateness(
  deadlines: ReadonlyMap<string, number>,
  happened: readonly { ticketId: string; at: number }[],
  times: number,
  what: string,
): number[] {
  const counts = new Map([...deadlines.keys()].map((ticketId) => [ticketId, 0]));
  const late: number[] = [];
  for (const { ticketId, at } of happened) {
    const deadline = deadlines.get(ticketId);
    if (deadline === undefined) continue;
    counts.set(ticketId, counts.get(ticketId)! + 1);
    late.push(at - deadline);
  }
  const wrong = [...counts].filter(([, count]) => count !== times);
  if (wrong.length > 0) {
    const [ticketId, count] = wrong[0]!;
    throw new Error(
      `${what}: ${wrong.length} of ${counts.size} tickets have not ${times}, as ${ticketId} with ${count}`,
    );
  }
  return late;
}
