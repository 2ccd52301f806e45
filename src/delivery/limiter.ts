/** How often one target takes a message: once in an interval. */
export class Limiter {
  private freeAt = -Infinity;

  /** @param intervalMs between the beginnings of two messages, in milliseconds */
  constructor(readonly intervalMs: number) {}

  /** How long until the target takes the next message, in milliseconds; 0: it takes one now. */
  get restMs(): number {
    return Math.max(this.freeAt - performance.now(), 0);
  }

  /** A message goes now. */
  take(): void {
    this.freeAt = performance.now() + this.intervalMs;
  }
}
