/** Rules that never fire, and branches of an `any` that never hold. */
import type { Policy } from '../../domain/rules/policy.js';
import { formatPath, type Path } from '../../reading/path.js';
import { contradictions } from './contradictions.js';
import { both, demandsOf, demandsOfRule, type Demands } from './demands.js';
import { hoursThatNeverCome } from './opening.js';
import { impossibleArguments } from './predicates.js';
import { takenAway } from './taken-away.js';
import type { Warning } from './warning.js';

const RULE = 'this rule never fires';
const BRANCH = 'this branch never holds';

/** What is wrong, and whether nothing is left that could hold. */
interface Found {
  warnings: Warning[];
  isImpossible: boolean;
}

export function neverFires(policy: Policy): Warning[] {
  return policy.rules.flatMap(({ to, ...rule }, i) => {
    const demands = demandsOfRule(rule, ['rules', i]);
    const reasons = reasonsAgainst(policy, demands, to);
    if (reasons.length > 0) return reasons.map((reason) => ({ ...reason, message: `${RULE}: ${reason.message}` }));
    return choices(policy, demands, to, RULE).warnings;
  });
}

const CHECKS = [impossibleArguments, contradictions, hoursThatNeverCome, takenAway];

/** What one check finds is enough. @param to the tier that the rule leads to, if it leads to one */
function reasonsAgainst(policy: Policy, demands: Demands, to: string | undefined): Warning[] {
  for (const check of CHECKS) {
    const reasons = check(policy, demands, to);
    if (reasons.length > 0) return reasons;
  }
  return [];
}

/** Of demands that are possible by themselves. @param what is said of the whole, if no branch of one choice is left */
function choices(policy: Policy, demands: Demands, to: string | undefined, what: string): Found {
  const found = demands.choices.map(({ branches, path }): Found => {
    const each = branches.map((one, i) => {
      const own = demandsOf(one, [...path, i]);
      return branch(policy, { ...both(demands, own), choices: own.choices }, [...path, i], to);
    });
    const isImpossible = each.every((one) => one.isImpossible);
    const expected = 'a branch that can hold';
    return {
      warnings: [
        ...each.flatMap(({ warnings }) => warnings),
        ...(isImpossible && branches.length > 1 ? [{ path, message: `${what}: no branch is left`, expected }] : []),
      ],
      isImpossible,
    };
  });
  return {
    warnings: found.flatMap(({ warnings }) => warnings),
    isImpossible: found.some(({ isImpossible }) => isImpossible),
  };
}

function branch(policy: Policy, demands: Demands, at: Path, to: string | undefined): Found {
  const [reason] = reasonsAgainst(policy, demands, to);
  if (!reason) return choices(policy, demands, to, BRANCH);
  const { path, message, expected } = reason;
  const isWithin = at.every((step, i) => path[i] === step);
  const warning = isWithin
    ? { path, message: `${BRANCH}: ${message}`, expected }
    : { path: at, message: `${BRANCH}: ${message} (${formatPath(path)})`, expected };
  return { warnings: [warning], isImpossible: true };
}
