/** One durable timer that is kept: armed again only when it has to fire earlier. */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/rules/policy.js';

/**
 * A deadline that moves later costs nothing: the wake that then finds nothing due arms the timer for the next. It says that it has
 * fired, never what is due: that is for the clock to say.
 */
export class KeptTimer {
  private armedFor: Instant = Infinity;
  private scope: CancellationScope | undefined;

  /** @param fired called when it fires; it may only note that */
  constructor(private readonly fired: () => void) {}

  get armed(): boolean {
    return this.scope !== undefined;
  }

  /** Makes sure that it fires at `at` or earlier. Returns whether that took a new timer. */
  set(at: Instant | null, summary: string): boolean {
    if (at === null || at >= this.armedFor) return false;
    this.scope?.cancel();
    this.armedFor = at;
    this.scope = new CancellationScope();
    this.scope.run(() => this.wait(at, summary)).catch(onlyCancellation);
    return true;
  }

  private async wait(at: Instant, summary: string): Promise<void> {
    await sleep(Math.max(at - Date.now(), 1), { summary });
    this.armedFor = Infinity;
    this.scope = undefined;
    this.fired();
  }
}

function onlyCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
