/** Property tests: a new seed for every run, printed, and `RUNG_SEED=…` to run with a given one again. */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { vi } from 'vitest';

const given = process.env.RUNG_SEED;
const seed = given ? Number(given) : randomInt(2 ** 31);
if (!Number.isInteger(seed)) throw new Error(`RUNG_SEED must be a whole number, not ${given}`);

/** Prints the seed of a file's properties; call it at the start of the file. `RUNG_RUNS` multiplies the number of runs. */
export function announceSeed(file: string): void {
  vi.setConfig({ testTimeout: 60_000 });
  console.log(`RUNG_SEED=${seed} (${file.replace(/^.*\/test\//, 'test/')})`);
}

/** Checks a property for this many random values. */
export function holdsFor<T>(runs: number, values: fc.Arbitrary<T>, property: (value: T) => void): void {
  const numRuns = runs * Number(process.env.RUNG_RUNS ?? 1);
  fc.assert(fc.property(values, property), { seed, numRuns });
}
