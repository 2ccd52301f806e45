/** Whether looking up time zones and holidays anew has found anything new. */
import { offsetAt, type Zone } from './zone.js';
import type { PinnedTime } from './calendar.js';
import type { Day } from './local.js';

/** In days: the lists reach twenty years ahead, and to reach so much further is no news. */
const HARDLY_FURTHER = 90;
const MINUTES_A_DAY = 1_440;
const DAY = 86_400_000;

/** The same as far as both lists reach, and one hardly further than the other. */
export function hasFoundTheSame(one: PinnedTime | undefined, other: PinnedTime | undefined): boolean {
  if (!one || !other) return one === other;
  if (Math.abs(one.day - other.day) > HARDLY_FURTHER) return false;
  const [from, until] = [Math.max(one.from, other.from), Math.min(one.until, other.until)];
  const part = (pinned: PinnedTime) => JSON.stringify(partOf(pinned, from, until));
  return part(one) === part(other);
}

function partOf({ zones, holidays }: PinnedTime, from: Day, until: Day) {
  return [
    byName(zones).map(([name, zone]) => [name, ...zonePart(zone, from, until)]),
    byName(holidays).map(([name, days]) => [name, ...days.filter((day) => from <= day && day <= until)]),
  ];
}

function zonePart(zone: Zone, from: Day, until: Day) {
  const within = zone.changes.filter(([at]) => from * MINUTES_A_DAY < at && at < until * MINUTES_A_DAY);
  return [offsetAt(zone, from * DAY), ...within];
}

function byName<T>(all: Record<string, T>): [string, T][] {
  return Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
}
