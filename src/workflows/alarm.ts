/** One kept durable timer for the earliest deadline. */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Instant } from '../domain/policy.js';

/**
 * Re-armed only when a deadline moves earlier: one that moves later costs nothing, and the wake that then finds nothing
 * due arms the next. It says that it rang, never what is due: that is for the clock to say.
 */
export class Alarm {
  private armedFor: Instant = Infinity;
  private scope: CancellationScope | undefined;
  private ringing = false;

  /** It has rung since the last call of `heard`. */
  get rang(): boolean {
    return this.ringing;
  }

  heard(): void {
    this.ringing = false;
  }

  /** Makes sure that it rings at `at` or earlier. Returns whether that took a new timer. */
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
    this.ringing = true;
  }
}

function onlyCancellation(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
