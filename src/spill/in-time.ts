import type { Milliseconds } from '../domain/rules/policy.js';

/** Waits for a call for so long at most. One that takes longer goes on by itself. @param late what stands for it then */
export async function inTime<T>(ms: Milliseconds, call: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms);
  });
  try {
    return await Promise.race([call, over]);
  } finally {
    clearTimeout(timer);
  }
}
