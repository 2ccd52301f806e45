/** What a valid policy says that its author can hardly have meant. Nothing here makes a policy unusable. */
import type { Policy, Rule } from '../domain/rules/policy.js';
import { predicateNamed } from '../domain/rules/predicates/index.js';
import { formatPath, type Path } from '../reading/path.js';
import type { Problem } from '../reading/problems.js';
import { shown } from '../reading/scalar.js';
import type { Source } from '../reading/source.js';

interface Doubt {
  path: Path;
  message: string;
  expected: string;
}

export function findDoubts(source: Source, policy: Policy): Problem[] {
  const doubts = [
    ...policy.rules.flatMap((rule, i) => oddConditions(policy, rule, ['rules', i])),
    ...policy.tiers.flatMap((_tier, i) => (i > 0 ? lonelyTier(policy, i) : [])),
  ];
  return doubts.map(({ path, ...doubt }) => ({
    file: source.file,
    ...source.valuePosition(path),
    path: formatPath(path),
    ...doubt,
  }));
}

/** What the predicates themselves find odd. */
function oddConditions(policy: Policy, { when, to }: Rule, path: Path): Doubt[] {
  return Object.entries(when).flatMap(([name, argument]) =>
    (predicateNamed(name)?.doubts?.(argument as never, policy, to) ?? []).map((doubt) => ({
      ...doubt,
      path: [...path, 'when', name],
    })),
  );
}

function lonelyTier({ tiers, rules }: Policy, i: number): Doubt[] {
  const { name, notify } = tiers[i]!;
  const path: Path = ['tiers', i];
  const doubts: Doubt[] = [];
  if (!rules.some(({ to }) => to === name || to === 'next')) {
    doubts.push({
      path: [...path, 'name'],
      message: `no rule leads to ${shown(name)}`,
      expected: 'only a person can bring tickets there',
    });
  }
  if (notify.length === 0) {
    doubts.push({
      path,
      message: `nobody is told when a ticket comes to ${shown(name)}`,
      expected: 'add notify with a target',
    });
  }
  return doubts;
}
