/** Opening hours, day after day. */
import { DAY, dayAt, instantOf } from './zones.js';

/** As a policy file has it. */
export interface WrittenCalendar {
  time_zone: string;
  hours: Record<string, string[]>;
  holidays?: (string | { country: string; region?: string })[];
  days?: Record<string, string[]>;
}

/** From `from` on, until before `to`. */
export interface Opening {
  from: number;
  to: number;
}

export const NEVER = Infinity;
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const HORIZON = 366 * 30;

const dayOf = (date: string): number => Date.parse(date) / DAY;
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** @param publicHolidays dates on which a country has a public holiday */
export class Calendar {
  private readonly openings = new Map<number, Opening[]>();
  private readonly weekly: string[][];
  private readonly closed = new Set<string>();
  private readonly lastDay: number;

  constructor(
    private readonly written: WrittenCalendar,
    publicHolidays: (country: string, region: string | undefined) => readonly string[],
  ) {
    this.weekly = WEEKDAYS.map(() => []);
    for (const [names, slots] of Object.entries(written.hours)) {
      const [first, last = first] = names.split('-').map((name) => WEEKDAYS.indexOf(name));
      for (let day = first!; ; day = (day + 1) % 7) {
        this.weekly[day] = slots;
        if (day === last) break;
      }
    }
    for (const holiday of written.holidays ?? []) {
      if (typeof holiday === 'string') this.closed.add(holiday);
      else for (const date of publicHolidays(holiday.country, holiday.region)) this.closed.add(date);
    }
    const single = Object.keys(written.days ?? {}).map(dayOf);
    this.lastDay = this.weekly.some((slots) => slots.length > 0) ? Infinity : Math.max(-Infinity, ...single);
  }

  private on(day: number): Opening[] {
    let found = this.openings.get(day);
    if (!found) {
      const date = dateOf(day);
      const slots = this.written.days?.[date] ?? (this.closed.has(date) ? [] : this.weekly[(day + 4) % 7]!);
      const at = (time: string): number => {
        const [hours, minutes] = time.split(':').map(Number);
        return instantOf(this.written.time_zone, day * DAY + (hours! * 60 + minutes!) * 60_000);
      };
      found = slots
        .map((slot) => slot.split('-'))
        .map(([from, to]) => ({ from: at(from!), to: at(to!) }))
        .filter(({ from, to }) => to > from);
      this.openings.set(day, found);
    }
    return found;
  }

  /** What is open from an instant on, one opening after the other. */
  private *after(instant: number): Generator<Opening> {
    const first = dayAt(this.written.time_zone, instant) - 2;
    const last = Math.min(first + HORIZON, this.lastDay);
    for (let day = first; day <= last; day++) {
      for (const opening of this.on(day)) if (opening.to > instant) yield opening;
    }
  }

  openAt(instant: number): Opening | undefined {
    for (const opening of this.after(instant)) return opening.from <= instant ? opening : undefined;
    return undefined;
  }

  /** The first opening later than an instant. */
  nextOpening(instant: number): number {
    for (const { from } of this.after(instant)) if (from > instant) return from;
    return NEVER;
  }

  /** The open time in [from, to). */
  business(from: number, to: number): number {
    let open = 0;
    if (to <= from) return 0;
    for (const opening of this.after(from)) {
      if (opening.from >= to) break;
      open += Math.min(opening.to, to) - Math.max(opening.from, from);
    }
    return open;
  }

  /** The first instant from `instant` on before which so much open time has gone by. */
  add(instant: number, length: number): number {
    if (length <= 0) return instant;
    let left = length;
    for (const opening of this.after(instant)) {
      const from = Math.max(opening.from, instant);
      if (opening.to - from >= left) return from + left;
      left -= opening.to - from;
    }
    return NEVER;
  }
}

/** Always open. */
export const ROUND_THE_CLOCK = {
  openAt: (): Opening => ({ from: -Infinity, to: Infinity }),
  nextOpening: (): number => NEVER,
  business: (from: number, to: number): number => Math.max(0, to - from),
  add: (instant: number, length: number): number => instant + length,
};

export type OpenTime = Pick<Calendar, 'openAt' | 'nextOpening' | 'business' | 'add'>;
