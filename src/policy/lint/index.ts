/** What a valid policy says that its author can hardly have meant. Nothing here makes a policy unusable. */
import type { Policy } from '../../domain/rules/policy.js';
import type { Day } from '../../domain/time/local.js';
import { formatPath } from '../../reading/path.js';
import type { Problem } from '../../reading/problems.js';
import type { Source } from '../../reading/source.js';
import { clocksOff, clocksUnread, targetsNotReached } from './clocks.js';
import { nearClosing } from './closing.js';
import { holidaysThatEnd, pinnedThatEnds } from './horizon.js';
import { neverFires } from './never.js';
import { closedForEver } from './opening.js';
import { oddArguments } from './predicates.js';
import { rotations } from './rotations.js';
import { foreignScorer } from './sentiment.js';
import { tiers } from './tiers.js';
import { twins } from './twins.js';

const CHECKS = [
  ...[oddArguments, neverFires, twins, clocksOff, clocksUnread, targetsNotReached, nearClosing],
  ...[tiers, closedForEver, rotations, foreignScorer, holidaysThatEnd],
];

/** @param today the day on which it is asked */
export function lint(source: Source, policy: Policy, today: Day): Problem[] {
  const warnings = [...CHECKS.flatMap((check) => check(policy)), ...pinnedThatEnds(policy, today)];
  return warnings.map(({ path, ...warning }) => ({
    file: source.file,
    ...source.valuePosition(path),
    path: formatPath(path),
    ...warning,
  }));
}
