/** A disagreement with as little in it as can be had by leaving things out. */
import type { Scenario } from './scenarios.js';

/** Every value with one part left out: an entry of a list, a key, at any depth. */
function* simpler(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const i of value.keys()) yield value.toSpliced(i, 1);
    for (const [i, one] of value.entries()) for (const other of simpler(one)) yield value.with(i, other);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const [key] of entries) yield Object.fromEntries(entries.filter(([other]) => other !== key));
    for (const [key, one] of entries) for (const other of simpler(one)) yield { ...value, [key]: other };
  }
}

/** @param differs false also for what cannot be read */
export function smallest(scenario: Scenario, differs: (scenario: Scenario) => boolean): Scenario {
  let small = scenario;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const key of ['timeline', 'policy'] as const) {
      for (const value of simpler(small[key])) {
        const other = { ...small, [key]: value };
        if (!differs(other)) continue;
        small = other;
        isSmaller = true;
        break;
      }
    }
  }
  return small;
}
