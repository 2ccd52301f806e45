/** What policies mean by open time, the slow and obvious way: every minute of a stretch of time is looked at by itself. */
import type { Calendar, PinnedTime, Slot } from '../../../src/domain/time/calendar.js';
import type { Zone } from '../../../src/domain/time/zone.js';

export const MINUTE = 60_000;
const DAY = 1440;
/** More than any clock on the wall is off. */
const MARGIN = 10 * DAY;

/** The local times that a clock on the wall shows from one UTC minute to another (minutes since 1970). */
export class WallClock {
  /** What it shows at each minute. */
  private readonly shown: Int32Array;
  /** The first minute at which it shows something; 0 for what it never shows. */
  private readonly first: Int32Array;

  constructor(
    zone: Zone,
    readonly from: number,
    readonly until: number,
  ) {
    this.shown = new Int32Array(until - from);
    this.first = new Int32Array(until - from + 2 * MARGIN);
    let offset = zone.offset;
    const changes = new Map(zone.changes);
    for (const [at, after] of zone.changes) if (at <= from) offset = after;
    for (let minute = from; minute < until; minute++) {
      offset = changes.get(minute) ?? offset;
      const local = minute + offset;
      this.shown[minute - from] = local;
      this.first[local - from + MARGIN] ||= minute;
    }
  }

  showsAt(minute: number): number {
    return this.shown[minute - this.from]!;
  }

  /** Its first occurrence; where it does not occur, the minute at which the gap ends. */
  minuteOf(local: number): number {
    const first = this.first[local - this.from + MARGIN];
    if (first) return first;
    for (let minute = this.from + 1; minute < this.until; minute++) {
      if (this.showsAt(minute - 1) < local && local < this.showsAt(minute)) return minute;
    }
    throw new Error('the clock does not get there');
  }
}

/** A calendar of the days from `from` until just before `until` (days since 1970), looked at minute by minute. */
export class SlowCalendar {
  /** For each minute the start of its slot, and -1 while it is closed. */
  private readonly slots: Int32Array;
  private readonly first: number;

  constructor(calendar: Calendar, pinned: PinnedTime, from: number, until: number) {
    // Local times of the first and last days may belong to the days beside them, if the clock was changed by days.
    const clock = new WallClock(pinned.zones[calendar.timeZone]!, (from - 14) * DAY, (until + 14) * DAY);
    this.first = from * DAY;
    this.slots = new Int32Array((until - from) * DAY).fill(-1);
    for (let day = from - 7; day < until + 7; day++) {
      for (const [start, end] of slotsOf(calendar, pinned, day)) {
        const [opens, closes] = [clock.minuteOf(day * DAY + start), clock.minuteOf(day * DAY + end)];
        for (let minute = opens; minute < closes; minute++) this.slots[minute - this.first] = opens;
      }
    }
  }

  slotStart(t: number): number | null {
    const start = this.slots[Math.floor(t / MINUTE) - this.first]!;
    return start < 0 ? null : start * MINUTE;
  }

  isOpenAt(t: number): boolean {
    return this.slotStart(t) !== null;
  }

  business(a: number, b: number): number {
    let sum = 0;
    for (let at = a; at < b;) {
      const end = Math.min(b, (Math.floor(at / MINUTE) + 1) * MINUTE);
      if (this.isOpenAt(at)) sum += end - at;
      at = end;
    }
    return sum;
  }

  /** Undefined if the days that are looked at end before that. */
  add(t: number, d: number): number | undefined {
    let rest = d;
    for (let at = t; rest > 0;) {
      if (!this.knows(at)) return undefined;
      const end = (Math.floor(at / MINUTE) + 1) * MINUTE;
      if (this.isOpenAt(at)) {
        if (rest <= end - at) return at + rest;
        rest -= end - at;
      }
      at = end;
    }
    return t;
  }

  /** The first instant from `t` on that is like that. Undefined if the days that are looked at end before that. */
  next(t: number, isSo: (at: number) => boolean): number | undefined {
    for (let at = t; this.knows(at); at = (Math.floor(at / MINUTE) + 1) * MINUTE) if (isSo(at)) return at;
    return undefined;
  }

  private knows(t: number): boolean {
    return Math.floor(t / MINUTE) - this.first < this.slots.length;
  }
}

function slotsOf({ week, days, holidays }: Calendar, pinned: PinnedTime, day: number): Slot[] {
  const date = new Date(day * DAY * MINUTE);
  const text = date.toISOString().slice(0, 10);
  if (days[text]) return days[text];
  const closed = holidays.some((one) =>
    typeof one === 'string'
      ? one === text
      : pinned.holidays[one.region ? `${one.country}-${one.region}` : one.country]!.includes(day),
  );
  return closed ? [] : week[(date.getUTCDay() + 6) % 7]!;
}
