/** The open time of a calendar's ordinary week, on the clock on the wall: sums in closed form, however many weeks they span. */
import type { Milliseconds } from '../rules/policy.js';
import type { Slot } from './calendar.js';
import { lastBelow, lastUpTo } from './search.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const WEEK = 7 * DAY;
/** From a Monday to the Thursday with which 1970 began. */
const TO_MONDAY = 3 * DAY;

/** Stretches of a week, sorted, in milliseconds from Monday's midnight; touching ones stay two. */
export class Week {
  /** How much the stretches before each one come to. */
  private readonly before: Milliseconds[] = [];
  /** How much all of them come to. */
  readonly total: Milliseconds;

  constructor(
    private readonly starts: readonly Milliseconds[],
    private readonly ends: readonly Milliseconds[],
  ) {
    let sum = 0;
    starts.forEach((start, i) => {
      this.before.push(sum);
      sum += ends[i]! - start;
    });
    this.total = sum;
  }

  /** The week of a calendar's slots, Monday first. */
  static of(days: readonly (readonly Slot[])[]): Week {
    const edges = (side: 0 | 1) => days.flatMap((slots, day) => slots.map((slot) => day * DAY + slot[side] * MINUTE));
    return new Week(edges(0), edges(1));
  }

  /** The rest of the week. */
  rest(): Week {
    return new Week([0, ...this.ends], [...this.starts, WEEK]);
  }

  /** What the stretches come to from some fixed Monday until `local`, in milliseconds since 1970 on the clock on the wall. */
  until(local: Milliseconds): Milliseconds {
    const weeks = Math.floor((local + TO_MONDAY) / WEEK);
    const within = local + TO_MONDAY - weeks * WEEK;
    const i = lastUpTo(this.starts, within);
    const past = i < 0 ? 0 : this.before[i]! + Math.min(within, this.ends[i]!) - this.starts[i]!;
    return weeks * this.total + past;
  }

  /** The least local time until which they come to `sum`; only of a week that has any. */
  reaching(sum: Milliseconds): Milliseconds {
    const weeks = Math.ceil(sum / this.total) - 1;
    const rest = sum - weeks * this.total;
    const i = lastBelow(this.before, rest);
    return weeks * WEEK - TO_MONDAY + this.starts[i]! + rest - this.before[i]!;
  }

  /** When the stretch that contains `local` started, or ends; null if none does. */
  edge(side: 'start' | 'end', local: Milliseconds): Milliseconds | null {
    const monday = Math.floor((local + TO_MONDAY) / WEEK) * WEEK - TO_MONDAY;
    const i = lastUpTo(this.starts, local - monday);
    if (i < 0 || local - monday >= this.ends[i]!) return null;
    return monday + (side === 'start' ? this.starts : this.ends)[i]!;
  }
}
