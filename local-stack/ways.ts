/** A server can be had in several ways; the first one that works is taken. */

import { SupervisorGoneError } from './supervisor.js';

/** One way to have something. */
export interface Way<T> {
  /** As the start-up line says it: `from PATH`. */
  from: string;
  /** Rejects with a {@link WayFailedError} when it does not work. */
  take(): Promise<T>;
}

/** A way that did not work: why, and what would make it work. */
export class WayFailedError extends Error {
  override readonly name = 'WayFailedError';
}

/** None of the ways worked; the message has one sentence for each, and what to install. */
export class NoWayError extends Error {
  override readonly name = 'NoWayError';

  constructor(
    readonly what: string,
    readonly failures: readonly string[],
    readonly remedy: string,
  ) {
    const lines = failures.map((failure) => `  - ${failure}`).join('\n');
    super(`${what} cannot be had on this machine:\n${lines}\n${remedy}`);
  }
}

/** Takes the first way that works. @throws NoWayError, or SupervisorGoneError when the start was given up */
export async function firstThatWorks<T>(
  what: string,
  ways: readonly Way<T>[],
  remedy: string,
): Promise<T & { from: string }> {
  const failures: string[] = [];
  for (const { from, take } of ways) {
    try {
      return { ...(await take()), from };
    } catch (error) {
      if (error instanceof SupervisorGoneError) throw error;
      failures.push(`${from}: ${(error as Error).message}`);
    }
  }
  throw new NoWayError(what, failures, remedy);
}
