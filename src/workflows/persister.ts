/** The only writer of a ticket: one write in flight, and the latest snapshot wins. */
import { CancellationScope, condition, isCancellation, TemporalFailure } from '@temporalio/workflow';
import { isTransition } from '../domain/decision.js';
import type { EngineRecord, TicketWrite, WriteResult } from '../domain/snapshot.js';
import { changed } from './changes.js';
import { writeSummary } from './details.js';
import { saveTicketOnce, saveTicketPatiently, saveTicketQuickly } from './effects.js';
import { lastInTurn } from './turn.js';

/** Before this change, a write that was overtaken was repeated at once, the quick way. */
const OVERTAKEN_WRITES_WAIT = 'overtaken-writes-wait';
/** Before this change, that an alert was dropped could be written before Temporal had taken the task that dropped it. */
const DROPPED_ALERTS_WAIT = 'dropped-alerts-wait';

export interface PersisterOptions {
  /** The newest state of the ticket, composed when a write starts. */
  compose(): TicketWrite;
  written(write: TicketWrite): void;
  /** Everything asked for has been written. */
  caughtUp(): void;
  /** The first attempt failed, or there was none: the write goes on, but nothing should wait for it any longer. */
  delayed(): void;
  /** The database holds a newer `rev`: only a later one can win. */
  outdated(rev: number): void;
  /** The database knows an earlier life of the ticket, which has to be taken up. */
  earlierLife(engine: EngineRecord): void;
}

export class Persister {
  private wanted = false;
  private writing = false;
  private writingQuickly = false;
  private stopped = false;
  /** The next write goes the patient way: the last attempt failed or was overtaken, or it has to be of a task that Temporal has taken. */
  private slow = false;
  private readonly scope = new CancellationScope();

  constructor(private readonly options: PersisterOptions) {}

  /** Everything asked for has been written. */
  get idle(): boolean {
    return !this.wanted && !this.writing;
  }

  get inFlight(): boolean {
    return this.writing;
  }

  /** A write has been asked for and can begin. */
  get waits(): boolean {
    return this.wanted && !this.writing && !this.stopped;
  }

  /** Asks for a write. However often it is called while one is in flight, one more follows. */
  request(): void {
    this.wanted = true;
    if (!changed()) this.begin();
  }

  /** Waits for the end of a quick write that has outlasted its task: what the next task brings is decided on after it, as it is on replay. */
  async quickWriteEnded(): Promise<void> {
    if (!this.writingQuickly || !changed()) return;
    await condition(() => !this.writingQuickly);
    await lastInTurn();
  }

  /** Begins the write that waits. To be called last in a turn: docs/adr/0012. */
  begin(): void {
    if (this.waits) void this.scope.run(() => this.run());
  }

  /** Starts no more writes; the one in flight goes on. */
  stop(): void {
    this.stopped = true;
  }

  /** Gives up the write in flight; the next run writes again. */
  abandon(): void {
    this.stop();
    this.scope.cancel();
  }

  private async run(): Promise<void> {
    this.writing = true;
    try {
      do await this.write();
      while (this.wanted && !this.stopped && !changed());
    } catch (error) {
      if (!isCancellation(error)) throw error;
      this.wanted = true;
    } finally {
      this.writing = false;
      if (this.idle) this.options.caughtUp();
    }
  }

  private async write(): Promise<void> {
    this.wanted = false;
    const write = this.options.compose();
    const result = await this.save(write);
    if (result?.outcome === 'saved') this.options.written(write);
    else if (result?.outcome === 'earlier-life') this.options.earlierLife(result.engine);
    else {
      this.wanted = true;
      if (!result) return;
      this.options.outdated(result.rev);
      // This may be a worker that was frozen, in a task that another has long done: only what Temporal has taken may win.
      if (changed(OVERTAKEN_WRITES_WAIT)) this.slow = true;
    }
  }

  /** Returns undefined when the first attempt has failed. The next write, which is wanted then, goes the patient way. */
  private async save(write: TicketWrite): Promise<WriteResult | undefined> {
    const summary = writeSummary(write);
    if (!this.slow && mustBeTaken(write)) {
      this.slow = true;
      this.options.delayed();
    }
    if (!this.slow) {
      this.writingQuickly = !(pagesWaitFor(write) && changed());
      const save = this.writingQuickly ? saveTicketQuickly : saveTicketOnce;
      try {
        return await save.executeWithOptions({ summary }, [write]);
      } catch (error) {
        // A local activity's failure comes bare or within an ActivityFailure, depending on how it ended.
        if (isCancellation(error) || !(error instanceof TemporalFailure)) throw error;
        this.slow = true;
        this.options.delayed();
        if (changed()) return undefined;
      } finally {
        this.writingQuickly = false;
      }
    }
    const result = await saveTicketPatiently.executeWithOptions({ summary }, [write]);
    this.slow = false;
    return result;
  }
}

/** Whether the write may only be that of a task which Temporal has taken. */
function mustBeTaken(write: TicketWrite): boolean {
  // Were the task taken back, the alert might yet have to be sent, and the ledger would say that it need not.
  const dropsAlerts = write.alerts.some(({ outcome }) => outcome.state === 'superseded');
  if (dropsAlerts && changed(DROPPED_ALERTS_WAIT)) return true;
  return write.engine.state.closed && !pagesWaitFor(write) && changed();
}

/** Pages go out once the database has said whether the ticket has lived before. */
function pagesWaitFor({ first, log }: TicketWrite): boolean {
  return first && log.some(({ decision }) => isTransition(decision));
}
