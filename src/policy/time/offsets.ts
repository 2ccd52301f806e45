/** The UTC offsets of a time zone, taken from the platform's time-zone data (`Intl`). */
import type { Zone } from '../../domain/time/zone.js';
import type { Day } from '../../domain/time/local.js';

const MINUTE = 60_000;
const DAY_MINUTES = 1440;
/** No zone has changed its offset and changed it back within a week; a month is the shortest there is. */
const STEP = 7 * DAY_MINUTES;

/**
 * The offsets of a zone from the start of the day `from` to that of `until` (UTC), in a few milliseconds.
 *
 * @throws RangeError if there is no such zone; `readTimeZone` says so better
 */
export function resolveZone(name: string, from: Day, until: Day): Zone {
  const offsetAt = offsets(name);
  let minute = from * DAY_MINUTES;
  let offset = offsetAt(minute);
  const zone: Zone = { offset, changes: [] };
  while (minute < until * DAY_MINUTES) {
    const next = Math.min(minute + STEP, until * DAY_MINUTES);
    const after = offsetAt(next);
    if (after !== offset) zone.changes.push([firstOf(offsetAt, minute, next), after]);
    [minute, offset] = [next, after];
  }
  return zone;
}

/** The first minute after `low` at which the offset is another one; at `high` it is. */
function firstOf(offsetAt: (minute: number) => number, low: number, high: number): number {
  const before = offsetAt(low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** The offset of a zone at a minute since 1970 (UTC), in minutes. */
function offsets(name: string): (minute: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  return (minute) => {
    const text = format.format(minute * MINUTE);
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text)!;
    return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}
