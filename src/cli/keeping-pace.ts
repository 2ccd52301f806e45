/**
 * Opening no faster than the workers begin. Each workflow that is started has a workflow task in the task queue that all tickets
 * share: thousands of them would hold up, for minutes, each ticket that no worker has in its cache, and the audits.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** So many may be opened, or under way, that are not known to have begun. */
export const MOST_WAITING = 40;
/** They begin in order, more or less: one is asked about for so many. */
const ASKED_ABOUT = 20;
const ASK_AGAIN_MS = 100;
/** Without a sign of a worker for so long, people are told what it waits for. */
const PATIENCE_MS = 10_000;

export const NO_WORKER =
  'no worker takes the tickets on that were opened; this goes on as soon as one does (rung worker, or rung dev)';

export interface KeepingPaceOptions {
  /** Whether a worker has taken a ticket on. Where that cannot be said nobody waits. */
  hasBegun(ticketId: string): Promise<boolean>;
  /** Called once, when no worker has taken anything for 10 s. */
  noWorker(): void;
  /** Once it says so nobody waits any more. Default: never. */
  stopped?: () => boolean;
  /** Milliseconds that pass by themselves. Default: the system's. */
  clock?: { now(): number; sleep(ms: number): Promise<unknown> };
}

export class KeepingPace {
  private underWay = 0;
  /** Not known to have begun, oldest first. */
  private readonly waiting: string[] = [];
  private asking: Promise<void> | undefined;
  private isTold = false;

  constructor(private readonly options: KeepingPaceOptions) {}

  /** Opens a ticket as soon as there is room for it. */
  async open<T extends { outcome: string }>(ticketId: string, open: () => Promise<T>): Promise<T> {
    while (this.waiting.length > 0 && this.underWay + this.waiting.length >= MOST_WAITING) {
      this.asking ??= this.ask().finally(() => (this.asking = undefined));
      await this.asking;
    }
    this.underWay++;
    try {
      const result = await open();
      if (result.outcome === 'opened') this.waiting.push(ticketId);
      return result;
    } finally {
      this.underWay--;
    }
  }

  /** Comes back when the oldest of those that wait have begun. */
  private async ask(): Promise<void> {
    const { hasBegun, noWorker, stopped = () => false, clock = { now: () => performance.now(), sleep } } = this.options;
    const some = Math.min(ASKED_ABOUT, this.waiting.length);
    const last = this.waiting[some - 1]!;
    const since = clock.now();
    while (!stopped() && !(await hasBegun(last).catch(() => true))) {
      if (!this.isTold && clock.now() - since >= PATIENCE_MS) {
        this.isTold = true;
        noWorker();
      }
      await clock.sleep(ASK_AGAIN_MS);
    }
    this.waiting.splice(0, some);
  }
}
