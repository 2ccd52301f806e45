/**
 * A calendar's time cut into pieces: ordinary weeks under one offset, and between them, one by one, the slots of the days that
 * are not like their weekday (special dates, holidays, days on which the offset changes).
 */
import type { Instant, Milliseconds } from '../rules/policy.js';
import { holidayKey, type Calendar, type PinnedTime, type Slot } from './calendar.js';
import { MINUTES_A_DAY, parseDate, weekdayOf, type Day } from './local.js';
import { instantOf, offsetAfter, type Zone } from './zone.js';

/** Goes on until the next one starts. The first and the last of a calendar are weeks. */
export interface Piece {
  start: Instant;
  /** `open` is one slot, or a part of a week that has nothing else; `week` goes by the ordinary week. */
  kind: 'open' | 'closed' | 'week';
  /** What local time is ahead of UTC in a `week`. */
  offset: Milliseconds;
}

const MINUTE = 60_000;

/** All the pieces, the first of them from -Infinity on; about three for each special day. */
export function piecesOf(calendar: Calendar, zone: Zone, pinned: PinnedTime): Piece[] {
  const special = specialDates(calendar, pinned);
  const days = [...new Set([...special.keys(), ...daysOfChange(zone)])].sort((a, b) => a - b);
  const pieces = new Pieces(zone, days[0] === undefined ? zone.offset : offsetOn(zone, days[0] - 1));
  days.forEach((day, i) => {
    pieces.addDay(day, special.get(day) ?? calendar.week[weekdayOf(day)]!);
    if (days[i + 1] !== day + 1) pieces.addWeeks(day + 1);
  });
  return pieces.list;
}

class Pieces {
  readonly list: Piece[];

  constructor(
    private readonly zone: Zone,
    offset: number,
  ) {
    this.list = [{ start: -Infinity, kind: 'week', offset: offset * MINUTE }];
  }

  addDay(day: Day, slots: readonly Slot[]): void {
    const at = (minute: number) => instantOf(this.zone, day * MINUTES_A_DAY + minute);
    this.add(at(0), 'closed');
    for (const [from, to] of slots) {
      const [opens, closes] = [at(from), at(to)];
      if (closes <= opens) continue;
      this.add(opens, 'open');
      this.add(closes, 'closed');
    }
  }

  addWeeks(day: Day): void {
    this.add(instantOf(this.zone, day * MINUTES_A_DAY), 'week', offsetOn(this.zone, day) * MINUTE);
  }

  private add(start: Instant, kind: Piece['kind'], offset = 0): void {
    if (this.list.at(-1)!.start === start) this.list.pop();
    if (kind === 'closed' && this.list.at(-1)!.kind === 'closed') return;
    this.list.push({ start, kind, offset });
  }
}

/** The dates whose slots are other than those of their weekday. */
function specialDates({ week, days, holidays }: Calendar, pinned: PinnedTime): Map<Day, readonly Slot[]> {
  const special = new Map<Day, readonly Slot[]>();
  for (const holiday of holidays) {
    for (const day of typeof holiday === 'string' ? [known(holiday)] : holidaysOf(pinned, holidayKey(holiday))) {
      if (week[weekdayOf(day)]!.length > 0) special.set(day, []);
    }
  }
  for (const [date, slots] of Object.entries(days)) special.set(known(date), slots);
  return special;
}

function holidaysOf(pinned: PinnedTime, key: string): Day[] {
  const days = pinned.holidays[key];
  if (!days) throw new Error(`the holidays of ${key} were not pinned with the policy`);
  return days;
}

function known(date: string): Day {
  const day = parseDate(date);
  if (day === undefined) throw new Error(`${date} is not a date`);
  return day;
}

/** All days on which a local time could belong to the offset before a change as well as to the one after it, and their neighbours. */
function daysOfChange(zone: Zone): Day[] {
  return zone.changes.flatMap(([at, after], i) => {
    const before = offsetAfter(zone, i - 1);
    const first = Math.floor((at + Math.min(before, after) - 1) / MINUTES_A_DAY);
    const last = Math.floor((at + Math.max(before, after)) / MINUTES_A_DAY);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}

/** The offset of a day without a change, in minutes. */
function offsetOn(zone: Zone, day: Day): number {
  return day * MINUTES_A_DAY - instantOf(zone, day * MINUTES_A_DAY) / MINUTE;
}
