/** Waiting with a bound. */
import { setTimeout as sleep } from 'node:timers/promises';

export const seconds = (n: number): Promise<void> => sleep(n * 1000);

/** Waits until it holds. @throws Error that names `what` when it does not within `limitMs`. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
  everyMs = 50,
): Promise<void> {
  const latest = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > latest) throw new Error(`not within ${limitMs / 1000} s: ${what}`);
    await sleep(everyMs);
  }
}
