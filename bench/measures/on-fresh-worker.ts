/** A measure on a side of its own, warmed up, with a second and slower try where the tickets were not open in time. */
import type { Side } from '../sides/side.js';
import { TooSlowError } from './storm.js';
import type { Surroundings } from './surroundings.js';
import { warmUp } from './warm-up.js';

export interface Try {
  /** Beginning of the tickets' ids. */
  label: string;
  /** Tickets a second that were opened while it was warmed up. */
  startsPerSecond: number;
  /** What the expected pace is to be multiplied with: less than 1 the second time. */
  careful: number;
}

export async function onFreshWorker<T, S extends Side>(
  start: () => Promise<S>,
  label: string,
  around: Surroundings,
  measure: (side: S, how: Try) => Promise<T>,
): Promise<T> {
  const attempt = async (name: string, careful: number): Promise<T> => {
    const side = await start();
    try {
      const startsPerSecond = await warmUp(side, `${name}-warm`, around);
      return await measure(side, { label: name, startsPerSecond, careful });
    } finally {
      await side.stop();
    }
  };
  try {
    return await attempt(label, 1);
  } catch (error) {
    if (!(error instanceof TooSlowError)) throw error;
    return attempt(`${label}-again`, 0.5);
  }
}
