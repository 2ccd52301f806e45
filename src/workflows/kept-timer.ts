/** One durable timer that is kept: armed again only when it has to fire earlier. */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/rules/policy.js';

/**
 * A deadline that moves later costs nothing: the wake that then finds nothing due arms the timer for the next. It says that it has
 * fired, never what is due: that is for the clock to say.
 */
export class KeptTimer {
  private armedFor: Instant = Infinity;
  /** Serves the next timer, too: the SDK takes a stack trace of every promise, and a scope makes three (docs/benchmarks.md). */
  private scope: CancellationScope | undefined;

  /** @param fired called when it fires; it may only note that */
  constructor(private readonly fired: () => void) {}

  get armed(): boolean {
    return this.armedFor < Infinity;
  }

  /**
   * Makes sure that it fires at `at` or earlier. Returns whether that took a new timer.
   * @param summary its label, asked for only then
   */
  set(at: Instant | null, summary: () => string): boolean {
    if (at === null || at >= this.armedFor) return false;
    if (this.armed) this.cancel();
    this.armedFor = at;
    this.scope ??= new CancellationScope();
    const timer = this.scope.run(() => sleep(Math.max(at - Date.now(), 1), { summary: summary() }));
    timer.then(() => {
      this.armedFor = Infinity;
      this.fired();
    }, onlyCancellation);
    return true;
  }

  private cancel(): void {
    this.scope?.cancel();
    this.scope = undefined;
  }
}

function onlyCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
