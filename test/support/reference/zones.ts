/** Local times of zones, asked of the platform instant by instant. */

export const DAY = 86_400_000;
const HOUR = 3_600_000;
const QUARTER = 900_000;
/** More than any zone is away from UTC. */
const FURTHEST = 16 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const instants = new Map<string, number>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, found);
  }
  return found;
}

/** What a zone's clocks show at an instant, as if it were UTC, less that instant. Zones change at quarters of an hour. */
function offsetAt(zone: string, instant: number): number {
  const from = Math.floor(instant / QUARTER) * QUARTER;
  const key = `${zone} ${from}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const parts = format(zone).formatToParts(from);
    const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
    offset = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - from;
    offsets.set(key, offset);
  }
  return offset;
}

/**
 * The instant of a local time, which is given as if it were UTC: the first at which the clocks show it, or the one at which the gap ends
 * that leaves it out.
 */
export function instantOf(zone: string, local: number): number {
  const key = `${zone} ${local}`;
  let instant = instants.get(key);
  if (instant === undefined) {
    instant = find(zone, local);
    instants.set(key, instant);
  }
  return instant;
}

function find(zone: string, local: number): number {
  const seen = new Set<number>();
  for (let at = local - FURTHEST; at <= local + FURTHEST; at += HOUR) seen.add(offsetAt(zone, at));
  const shown = [...seen].map((offset) => local - offset).filter((at) => at + offsetAt(zone, at) === local);
  if (shown.length > 0) return Math.min(...shown);
  for (let at = Math.floor((local - FURTHEST) / QUARTER) * QUARTER; ; at += QUARTER) {
    if (at + offsetAt(zone, at) > local) return at;
  }
}

/** The day, counted from 1970, that a zone's calendars show at an instant. */
export function dayAt(zone: string, instant: number): number {
  return Math.floor((instant + offsetAt(zone, instant)) / DAY);
}
