/** Bounded waiting and bounded parallel work. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Something did not happen in time; the run cannot go on. */
export class WaitedTooLong extends Error {
  override readonly name = 'WaitedTooLong';
}

/** Looks every `everyMs` milliseconds whether it holds. @throws WaitedTooLong after `limitMs` */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { everyMs = 100, limitMs = 180_000 } = {},
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new WaitedTooLong(`waited ${limitMs / 1000} s for ${what}`);
    await sleep(everyMs);
  }
}

/** Does `work` for every item, at most `width` at a time, in order. The first failure ends it. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  } catch (error) {
    next = items.length;
    throw error;
  }
}
