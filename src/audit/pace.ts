/** How fast the auditor reads: pages that take about a tenth of a second, and nine times as long for others after each. */
import { heartbeat, log, sleep } from '@temporalio/activity';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';

/** What the auditor takes of the time of those it asks: a tenth. */
export const SHARE = 0.1;
/** How long reading a page is to take: everybody else may have to wait for so long. */
const PAGE_TAKES: Milliseconds = 100;
const SMALLEST_PAGE = 10;
const LARGEST_PAGE = 500;
/** A rest is interrupted so often, to show that the audit is alive. */
const ALIVE: Milliseconds = 10_000;

export class Pace {
  /** A page could not be read or treated to its end: this audit begins no other. */
  failed = false;

  /**
   * @param restUntil what an earlier audit has left of its rest
   * @param pageSize how many tickets to read at a time, to begin with
   * @param until nothing is begun after this instant; it may be put off
   */
  constructor(
    public restUntil: Instant,
    public pageSize: number,
    public until: Instant,
  ) {}

  /** Whether the next page may still be begun in this audit, after its rest. */
  get hasTime(): boolean {
    return !this.failed && Math.max(this.restUntil, Date.now()) < this.until;
  }

  /**
   * Reads and treats a page when it is time to. Resolves with what `read` does: how many it has gone through; 0 where it has failed,
   * since the rest that is due for a failed page goes to the next audit with this one's result.
   */
  async page(read: (pageSize: number) => Promise<number>): Promise<number> {
    await this.rest();
    const begun = performance.now();
    const size = this.pageSize;
    const count = await read(size).catch((error: unknown) => {
      this.failed = true;
      log.warn(`The audit compares no more tickets now: ${(error as Error).message}`);
      return 0;
    });
    const took = performance.now() - begun;
    this.restUntil = Date.now() + restFor(took);
    // A page that was not full says little about how long a full one takes.
    if (count === size || took > PAGE_TAKES) this.pageSize = nextSize(size, took);
    return count;
  }

  private async rest(): Promise<void> {
    for (;;) {
      heartbeat();
      const left = this.restUntil - Date.now();
      if (left <= 0) return;
      await sleep(Math.min(left, ALIVE));
    }
  }
}

/** How long others have to themselves after so much time. */
export function restFor(took: Milliseconds): Milliseconds {
  return took * (1 / SHARE - 1);
}

function nextSize(size: number, took: Milliseconds): number {
  const fitting = Math.floor(size * Math.min(2, Math.max(0.5, PAGE_TAKES / took)));
  return Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, fitting));
}
