/** What the predicates themselves find odd in their arguments. */
import type { Policy } from '../../domain/rules/policy.js';
import { predicateNamed } from '../../domain/rules/predicates/index.js';
import { demandsOfRule, type Demands } from './demands.js';
import type { Warning } from './warning.js';

/** Of a condition that is part of a choice nothing follows for the rule. */
export function oddArguments(policy: Policy): Warning[] {
  return policy.rules.flatMap((rule, i) =>
    saidOf(policy, demandsOfRule(rule, ['rules', i]), rule.to).filter(({ never }) => !never),
  );
}

/** Arguments with which nothing ever holds. */
export function impossibleArguments(policy: Policy, demands: Demands, to: string | undefined): Warning[] {
  return saidOf(policy, demands, to).filter(({ never }) => never);
}

function saidOf(policy: Policy, { asked }: Demands, to: string | undefined): Warning[] {
  return asked.flatMap(({ when, path }) =>
    Object.entries(when).flatMap(([name, argument]) =>
      (predicateNamed(name)?.warnings?.(argument as never, policy, to) ?? []).map((warning) => ({
        ...warning,
        path: [...path, name],
      })),
    ),
  );
}
