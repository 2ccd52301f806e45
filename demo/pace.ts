/** How fast the story is told: its hours last seconds. */
import { HOUR, type Instant, type Milliseconds, type Policy, type When } from '../src/domain/rules/policy.js';
import { predicateNamed } from '../src/domain/rules/predicates/index.js';

/** How long an hour of the story lasts. Temporal's timers keep to whole seconds. */
export const STORY_HOUR: Milliseconds = 3_000;
const FACTOR = HOUR / STORY_HOUR;

/** Between the story's instants and those of the clock on the wall. */
export class Pace {
  constructor(
    private readonly storyBegins: Instant,
    private readonly begins: Instant,
  ) {}

  onTheWall(story: Instant): Instant {
    return this.begins + (story - this.storyBegins) / FACTOR;
  }

  inTheStory(wall: Instant): Instant {
    return this.storyBegins + (wall - this.begins) * FACTOR;
  }
}

/** A length of time of the story on the wall; also for lengths in hours. */
export function quickened(length: number): number {
  return length / FACTOR;
}

/** The same rules, with every length of time as short as the story's. */
export function quickenedPolicy(policy: Policy): Policy {
  const when = (conditions: When): When =>
    Object.fromEntries(
      Object.entries(conditions).map(([name, argument]) => {
        const isLength = predicateNamed(name)?.kind === 'length';
        return [name, isLength ? quickened(argument as Milliseconds) : argument];
      }),
    );
  return {
    ...policy,
    cooldown: quickened(policy.cooldown),
    rules: policy.rules.map((rule) => ({ ...rule, when: when(rule.when) })),
  };
}
