/** What the predicates themselves find odd in their arguments. */
import type { Policy } from '../../domain/rules/policy.js';
import { predicateNamed } from '../../domain/rules/predicates/index.js';
import { alwaysAsked, type Warning } from './warning.js';

/** Of a condition that is part of a choice nothing follows for the rule. */
export function oddArguments(policy: Policy): Warning[] {
  return policy.rules.flatMap(({ when, to }, i) =>
    alwaysAsked(when, ['rules', i, 'when']).flatMap(({ when: own, path }) =>
      Object.entries(own).flatMap(([name, argument]) =>
        (predicateNamed(name)?.warnings?.(argument as never, policy, to) ?? []).map((warning) => ({
          ...warning,
          path: [...path, name],
        })),
      ),
    ),
  );
}
