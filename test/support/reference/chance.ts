/** Random choices of policies and timelines, the same for the same seed. */
import { Random } from '../../../bench/random.js';

export class Chance extends Random {
  constructor(seed: number) {
    super(seed);
    // Seeds that lie side by side are to give choices that do not.
    for (let i = 0; i < 7; i++) this.next();
  }

  /** So often of a hundred times. */
  percent(often: number): boolean {
    return this.next() * 100 < often;
  }

  /** Some of these, at least one, in their order. */
  some<T>(choices: readonly T[]): T[] {
    const kept = choices.filter(() => this.percent(40));
    return kept.length > 0 ? kept : [this.pick(choices)];
  }

  /** One of these, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [number, T])[]): T {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return choices.at(-1)![1];
  }

  /** What `make` gives, so often of a hundred times. */
  maybe<T extends object>(often: number, make: () => T): T | Record<never, never> {
    return this.percent(often) ? make() : {};
  }
}
