/** The open time of a calendar (or its closed time) summed up over its pieces, so that any two instants are one subtraction apart. */
import type { Instant, Milliseconds } from '../rules/policy.js';
import type { Piece } from './pieces.js';
import { lastBelow } from './search.js';
import type { Week } from './week.js';

export class Sum {
  /** The sum at the start of each piece. */
  private readonly bases: Milliseconds[] = [-Infinity];
  /** What the week's own sum lacks to this one, for each piece that is a week. */
  private readonly shifts: Milliseconds[] = [0];
  /** The piece in which the last sum that was asked for was reached: most of those asked for one after the other are in the same. */
  private reached = 0;

  constructor(
    private readonly pieces: readonly Piece[],
    private readonly week: Week,
    private readonly counted: 'open' | 'closed' = 'open',
  ) {
    for (let i = 1; i < pieces.length; i++) {
      const { start, kind, offset } = pieces[i]!;
      const base = this.within(i - 1, start);
      this.bases.push(base);
      this.shifts.push(kind === 'week' ? base - week.until(start + offset) : 0);
    }
  }

  /** The sum from some fixed instant until `t`, which is in the piece `i`. */
  within(i: number, t: Instant): Milliseconds {
    const { start, kind, offset } = this.pieces[i]!;
    if (kind === 'week') return this.week.until(t + offset) + this.shifts[i]!;
    return this.bases[i]! + (kind === this.counted ? t - start : 0);
  }

  /** The least instant until which the sum comes to `target`, which is more than it ever was before; Infinity if it never does. */
  reaching(target: Milliseconds): Instant {
    const { bases } = this;
    let i = this.reached;
    const isThere = bases[i]! < target && !(bases[i + 1]! < target);
    if (!isThere) this.reached = i = Math.max(0, lastBelow(bases, target));
    const { start, kind, offset } = this.pieces[i]!;
    if (kind !== 'week') return start + target - this.bases[i]!;
    return this.week.total === 0 ? Infinity : this.week.reaching(target - this.shifts[i]!) - offset;
  }
}
