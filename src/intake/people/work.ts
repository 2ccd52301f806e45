/** Work that goes on after its request was answered. */
import type { Milliseconds } from '../../domain/rules/policy.js';
import { NoAnswerError, within } from '../../waiting/within.js';

/** So long the end of the process waits for it. */
const AT_THE_END: Milliseconds = 5_000;

export class Work {
  private readonly underWay = new Set<Promise<unknown>>();

  /** What the work comes to, if it does within `ms`; undefined: it goes on. @throws what the work throws in that time */
  async within<T>(ms: Milliseconds, work: Promise<T>): Promise<T | undefined> {
    const tracked = work.finally(() => this.underWay.delete(tracked));
    tracked.catch(() => undefined);
    this.underWay.add(tracked);
    try {
      return await within(ms, work);
    } catch (error) {
      if (error instanceof NoAnswerError) return undefined;
      throw error;
    }
  }

  /** Waits for what is under way. */
  async end(): Promise<void> {
    await within(AT_THE_END, Promise.allSettled(this.underWay)).catch(() => undefined);
  }
}
