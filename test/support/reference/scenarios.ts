/** Random policies with a timeline for each, the same for the same seed. */
import { Chance } from './chance.js';
import { randomPolicy } from './random-policy.js';
import { plainPolicy } from './random-plain-policy.js';
import { randomTimeline } from './random-timeline.js';
import type { WrittenLine, WrittenPolicy } from './written.js';

export interface Scenario {
  policy: WrittenPolicy;
  timeline: WrittenLine[];
}

/** A quarter of them are of plain policies. */
export function randomScenario(seed: number): Scenario {
  const chance = new Chance(seed);
  return scenario(chance, chance.percent(25) ? plainPolicy(chance) : randomPolicy(chance));
}

/** Of policies without calendars, clocks, people and all that belongs to them. */
export function plainScenario(seed: number): Scenario {
  const chance = new Chance(seed);
  return scenario(chance, plainPolicy(chance));
}

function scenario(chance: Chance, policy: WrittenPolicy): Scenario {
  return { policy, timeline: randomTimeline(chance, policy) };
}
