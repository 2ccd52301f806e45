/** When a reconciler is behind. */
import { iso } from '../time/instant.js';
import type { Instant, Milliseconds } from '../rules/policy.js';

/** How far one has come; what is missing has never been. */
export interface ReconcilerAt {
  name: string;
  /** Everything from before has been read. */
  readUpTo?: Instant | null;
  /** When it came on last, or failed. */
  at?: Instant;
  error?: string | null;
}

/** A pass may fail, and the exports of some help desks leave out the last minutes. */
const PASSES = 3;
const LAG: Milliseconds = 5 * 60_000;

/** Those that have not read everything for longer than three passes take, with words. */
export function lateReconcilers(all: readonly ReconcilerAt[], every: Milliseconds, now: Instant) {
  return all.flatMap(({ name, readUpTo = null, at, error = null }) => {
    const since = readUpTo ?? at;
    // One that was never begun is begun within a pass: a worker that has just started is not late.
    if (since === undefined) return [];
    const isLate = now - since > PASSES * every + LAG;
    if (!isLate && !(readUpTo === null && error !== null)) return [];
    const read = readUpTo === null ? 'it was never read to the end' : `it was read up to ${iso(readUpTo)}`;
    return [{ name, detail: error === null ? read : `${read}; the last pass failed: ${error}` }];
  });
}
