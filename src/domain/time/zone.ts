/** A time zone as it is pinned: the list of its UTC offsets, so that no change of time-zone data alters a replay. */
import type { Instant } from '../rules/policy.js';
import type { LocalMinute } from './local.js';
import { lastIndex } from './search.js';

/**
 * The UTC offsets of a zone, in minutes (local time minus UTC). The first one is that of all the time before the first
 * change, and the last one that of all the time after the last.
 */
export interface Zone {
  /** The offset before the first change. */
  offset: number;
  /** When the offset changed, in minutes since 1970-01-01T00:00Z, and what it has been since; ascending, two days apart or more. */
  changes: [at: number, offset: number][];
}

const MINUTE = 60_000;

/** The offset at an instant, in minutes. */
export function offsetAt(zone: Zone, t: Instant): number {
  return offsetAfter(
    zone,
    lastIndex(zone.changes.length, (i) => zone.changes[i]![0] * MINUTE <= t),
  );
}

/** What the clock on the wall shows at an instant, in minutes and parts of one. */
export function localAt(zone: Zone, t: Instant): LocalMinute {
  return t / MINUTE + offsetAt(zone, t);
}

/**
 * The instant of a local time: the first instant at which the clock on the wall shows it. If it skips this time, it is the
 * instant at which the gap ends. A later local time is never an earlier instant.
 */
export function instantOf(zone: Zone, local: LocalMinute): Instant {
  const { changes } = zone;
  // Before a change the clock still goes by the offset from before it, up to the local time that it shows in the end.
  const last = lastIndex(changes.length, (i) => changes[i]![0] + offsetAfter(zone, i - 1) <= local);
  const since = last < 0 ? -Infinity : changes[last]![0];
  return Math.max(since, local - offsetAfter(zone, last)) * MINUTE;
}

/** The offset from the change with this index on; -1 is before all of them. */
export function offsetAfter(zone: Zone, change: number): number {
  return change < 0 ? zone.offset : zone.changes[change]![1];
}
