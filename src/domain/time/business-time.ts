/** Arithmetic on a calendar: how much open time lies between two instants, and when so much of it will have passed. */
import type { Instant, Milliseconds } from '../rules/policy.js';
import { pinnedZone, type Calendar, type PinnedTime } from './calendar.js';
import { piecesOf, type Piece } from './pieces.js';
import { lastUpTo } from './search.js';
import { Sum } from './sum.js';
import { Week } from './week.js';

/** The instant that does not come. No JSON: keep null in its place. */
export const NEVER: Instant = Infinity;

/** The last instant that can be written as a date; what would be later never comes. */
const LAST: Instant = 8.64e15;

/** A calendar made ready for arithmetic. Instants and lengths are whole milliseconds. */
export interface BusinessTime {
  /** The open time in [a, b); 0 if b is not after a. */
  business(a: Instant, b: Instant): Milliseconds;
  /**
   * The least instant from `t` on until which `d` of open time have passed since `t`: `t` itself if `d` is 0 or less, the end of
   * a slot if it falls there, not the next opening. {@link NEVER} if so much never comes. A fraction of a millisecond counts as a whole one.
   */
  add(t: Instant, d: Milliseconds): Instant;
  isOpenAt(t: Instant): boolean;
  /** The start of the slot that contains `t`; null while it is closed. Where one slot ends as another starts, these are two. */
  slotStart(t: Instant): Instant | null;
  /** The end of the slot that contains `t`; null while it is closed. It may be open still, in the next slot. */
  slotEnd(t: Instant): Instant | null;
  /** The first instant from `t` on at which it is open, `t` included; {@link NEVER} if there is none. */
  nextOpening(t: Instant): Instant;
  /** The first instant from `t` on at which it is closed, `t` included; {@link NEVER} if there is none. */
  nextClosing(t: Instant): Instant;
}

/** The calendar `24x7`: one slot, which began with 1970. */
export const ROUND_THE_CLOCK: BusinessTime = {
  business: (a, b) => Math.max(0, b - a),
  add: (t, d) => within(t + Math.max(0, Math.ceil(d))),
  isOpenAt: () => true,
  slotStart: () => 0,
  slotEnd: () => NEVER,
  nextOpening: (t) => t,
  nextClosing: () => NEVER,
};

/**
 * Makes a calendar ready. Takes a fraction of a millisecond; keep what it returns with the policy. It holds a few numbers for each
 * holiday, special date and change of offset, and nothing that grows with the time it is asked about.
 *
 * @throws Error if the calendar's zone or holidays are not in `pinned`
 */
export function compileCalendar(calendar: Calendar, pinned: PinnedTime): BusinessTime {
  return new PiecewiseTime(piecesOf(calendar, pinnedZone(pinned, calendar.timeZone), pinned), Week.of(calendar.week));
}

class PiecewiseTime implements BusinessTime {
  private readonly open: Sum;
  private readonly starts: readonly Instant[];
  /** Made when it is first asked for: most calendars are never asked when they close. */
  private closed: Sum | undefined;
  /** The piece that was asked for last: most instants that are asked for one after the other are in the same. */
  private piece = 0;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly week: Week,
  ) {
    this.open = new Sum(pieces, week);
    this.starts = pieces.map(({ start }) => start);
  }

  business(a: Instant, b: Instant): Milliseconds {
    return b > a ? this.openUntil(b) - this.openUntil(a) : 0;
  }

  add(t: Instant, d: Milliseconds): Instant {
    return d > 0 ? within(this.open.reaching(this.openUntil(t) + Math.ceil(d))) : t;
  }

  isOpenAt(t: Instant): boolean {
    return this.slotStart(t) !== null;
  }

  slotStart(t: Instant): Instant | null {
    return this.edge('start', t);
  }

  slotEnd(t: Instant): Instant | null {
    return this.edge('end', t);
  }

  nextOpening(t: Instant): Instant {
    return this.add(t, 1) - 1;
  }

  nextClosing(t: Instant): Instant {
    this.closed ??= new Sum(this.pieces, this.week.rest(), 'closed');
    return within(this.closed.reaching(this.closed.within(this.pieceAt(t), t) + 1)) - 1;
  }

  private openUntil(t: Instant): Milliseconds {
    return this.open.within(this.pieceAt(t), t);
  }

  private edge(side: 'start' | 'end', t: Instant): Instant | null {
    const i = this.pieceAt(t);
    const { start, kind, offset } = this.pieces[i]!;
    if (kind === 'closed') return null;
    if (kind === 'open') return side === 'start' ? start : this.pieces[i + 1]!.start;
    const local = this.week.edge(side, t + offset);
    return local === null ? null : local - offset;
  }

  private pieceAt(t: Instant): number {
    const { starts, piece } = this;
    if (starts[piece]! <= t && !(starts[piece + 1]! <= t)) return piece;
    // The first one has always been.
    return (this.piece = Math.max(0, lastUpTo(starts, t)));
  }
}

function within(t: Instant): Instant {
  return t > LAST ? NEVER : t;
}
