/** Random choices, the same for the same seed. */
export class Chance {
  constructor(private state: number) {
    // Seeds that lie side by side are to give choices that do not.
    for (let i = 0; i < 8; i++) this.next();
  }

  /** From 0 on, less than 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** So often of a hundred times. */
  percent(often: number): boolean {
    return this.next() * 100 < often;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)]!;
  }

  /** Some of these, at least one, in their order. */
  some<T>(choices: readonly T[]): T[] {
    const kept = choices.filter(() => this.percent(40));
    return kept.length > 0 ? kept : [this.one(choices)];
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
