/** What the predicates themselves find odd in their arguments. */
import type { Policy } from '../../domain/rules/policy.js';
import { predicateNamed } from '../../domain/rules/predicates/index.js';
import { alwaysAsked, type Doubt } from './doubt.js';

/** Of a condition that is part of a choice nothing follows for the rule. */
export function oddArguments(policy: Policy): Doubt[] {
  return policy.rules.flatMap(({ when, to }, i) =>
    alwaysAsked(when, ['rules', i, 'when']).flatMap(({ when: own, path }) =>
      Object.entries(own).flatMap(([name, argument]) =>
        (predicateNamed(name)?.doubts?.(argument as never, policy, to) ?? []).map((doubt) => ({
          ...doubt,
          path: [...path, name],
        })),
      ),
    ),
  );
}
