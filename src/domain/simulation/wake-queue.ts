/** Who is to be woken when: a binary heap in which everybody knows his place, so that a wake can be moved or taken out. */
import type { Instant } from '../rules/policy.js';

export interface Sleeper {
  wakeAt: Instant;
  /** Place in the heap; -1 when no wake is set. The queue's own. */
  place: number;
}

export class WakeQueue<S extends Sleeper> {
  private readonly heap: S[] = [];
  /** When each of them is to be woken: to compare two, neither has to be looked at. */
  private readonly times: Instant[] = [];

  /** The one to be woken first. */
  get first(): S | undefined {
    return this.heap[0];
  }

  /** Sets the one wake of a sleeper, or moves it. */
  set(sleeper: S, wakeAt: Instant): void {
    if (sleeper.place >= 0 && sleeper.wakeAt === wakeAt) return;
    sleeper.wakeAt = wakeAt;
    this.moveTo(sleeper, sleeper.place < 0 ? this.heap.length : sleeper.place);
  }

  /** Forgets a wake, if there is one. */
  remove(sleeper: S): void {
    if (sleeper.place < 0) return;
    const last = this.heap.pop()!;
    this.times.pop();
    if (last !== sleeper) this.moveTo(last, sleeper.place);
    sleeper.place = -1;
  }

  /** Puts a sleeper at a free place, then up or down to where it belongs. */
  private moveTo(sleeper: S, free: number): void {
    let place = free;
    for (let above = (place - 1) >> 1; place > 0 && this.at(above) > sleeper.wakeAt; above = (place - 1) >> 1) {
      this.put(this.heap[above]!, place);
      place = above;
    }
    for (let below = this.soonerChild(place); this.at(below) < sleeper.wakeAt; below = this.soonerChild(place)) {
      this.put(this.heap[below]!, place);
      place = below;
    }
    this.put(sleeper, place);
  }

  private soonerChild(place: number): number {
    const left = 2 * place + 1;
    return this.at(left + 1) < this.at(left) ? left + 1 : left;
  }

  private at(place: number): Instant {
    return place < this.times.length ? this.times[place]! : Infinity;
  }

  private put(sleeper: S, place: number): void {
    this.heap[place] = sleeper;
    this.times[place] = sleeper.wakeAt;
    sleeper.place = place;
  }
}
