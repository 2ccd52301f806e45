import { StoreError } from './errors.js';

/**
 * Waits for a call for `ms` milliseconds at most. The driver's own limits do not cover every phase of a call; this does.
 * @throws StoreError `unavailable` when the time is over. The call itself goes on until the driver gives it up.
 */
export async function bounded<T>(call: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreError('unavailable', `no answer within ${ms} ms: ${what}`)), ms);
  });
  try {
    return await Promise.race([call, over]);
  } finally {
    clearTimeout(timer);
  }
}
