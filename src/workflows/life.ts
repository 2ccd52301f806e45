/** Which life of the ticket this is, and what the database knows of it. */
import { workflowInfo } from '@temporalio/workflow';
import { nextWakeAt } from '../domain/decide.js';
import type { Command } from '../domain/commands.js';
import type { Fact } from '../domain/facts.js';
import { snapshot, type EngineRecord, type TicketWrite } from '../domain/snapshot.js';
import { remember, type TicketState } from '../domain/ticket.js';
import type { Outbox } from './outbox.js';

/** A fact, or a command that was carried out. */
type Heard = Fact | Command;

/** How much is kept until the database has said that the ticket is new. */
const HEARD_BEFORE_KNOWN = 500;

export interface LifeState {
  life: string;
  rev: number;
  threads: Record<string, string>;
  /** A write of this life has been confirmed: there is no other. */
  known: boolean;
  heardBeforeKnown: Heard[];
}

/**
 * A ticket lives in a chain of runs. Only the database can say that it has lived before, when Temporal has forgotten; until
 * a first write is confirmed, what the ticket hears is kept, to be told again to the earlier life.
 */
export class Life {
  /** Message ids that later alerts answer to, by target name. */
  readonly threads: Record<string, string>;
  private id: string;
  private revision: number;
  private confirmed: boolean;
  private heardBeforeKnown: Heard[];
  private threadsWritten: number;

  constructor(carried?: LifeState) {
    this.id = carried?.life ?? workflowInfo().firstExecutionRunId;
    this.revision = carried?.rev ?? 0;
    this.threads = { ...carried?.threads };
    this.confirmed = carried?.known ?? false;
    this.heardBeforeKnown = carried?.heardBeforeKnown ?? [];
    this.threadsWritten = 0;
  }

  get known(): boolean {
    return this.confirmed;
  }

  /** Grows with every write, across runs too. */
  get rev(): number {
    return this.revision;
  }

  /** There are threads that no write has told the database of. */
  get hasNewThreads(): boolean {
    return Object.keys(this.threads).length > this.threadsWritten;
  }

  heard(told: Heard): void {
    if (!this.confirmed) this.heardBeforeKnown = remember(this.heardBeforeKnown, told, HEARD_BEFORE_KNOWN);
  }

  /** The next write of the ticket. */
  write(ticket: TicketState, outbox: Outbox): TicketWrite {
    // Not a mere count: a write goes out before Temporal has taken the task that made it. A task that is given back is done
    // again later and may decide otherwise; its write must win over the one that went out first.
    this.revision = Math.max(this.revision + 1, Date.now());
    this.threadsWritten = Object.keys(this.threads).length;
    return {
      snapshot: snapshot(ticket, nextWakeAt(ticket, Date.now())),
      engine: { life: this.id, rev: this.revision, state: ticket, threads: { ...this.threads } },
      first: !this.confirmed,
      log: [...outbox.log],
      alerts: [...outbox.unrecorded],
    };
  }

  /** The database holds a newer write, of a task that was taken back while the clock was ahead: the next one comes after it. */
  overtaken(rev: number): void {
    this.revision = Math.max(this.revision, rev);
  }

  /** A write is in the database. */
  written(): void {
    this.confirmed = true;
    this.heardBeforeKnown = [];
  }

  /** Goes on with the life that the database knows. Returns what that life has not heard yet. */
  takeUp(engine: EngineRecord): Heard[] {
    const unheard = this.heardBeforeKnown;
    this.id = engine.life;
    this.revision = Math.max(this.revision, engine.rev);
    Object.assign(this.threads, engine.threads);
    this.threadsWritten = Object.keys(this.threads).length;
    this.written();
    return unheard;
  }

  carry(): LifeState {
    const { id: life, revision: rev, threads, confirmed: known, heardBeforeKnown } = this;
    return { life, rev, threads, known, heardBeforeKnown };
  }
}
