/** What a valid policy says that its author can hardly have meant. Nothing here makes a policy unusable. */
import type { Policy, Rule } from '../domain/rules/policy.js';
import { isClosing } from '../domain/ticket/ticket.js';
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
    ...policy.rules.flatMap((rule, i) => neverFires(policy, rule, ['rules', i])),
    ...policy.rules.flatMap((rule, i) => upAndDown(policy, rule, ['rules', i, 'when', 'sentiment_below'])),
    ...policy.tiers.flatMap((_tier, i) => (i > 0 ? lonelyTier(policy, i) : [])),
  ];
  return doubts.map(({ path, ...doubt }) => ({
    file: source.file,
    ...source.valuePosition(path),
    path: formatPath(path),
    ...doubt,
  }));
}

function neverFires(policy: Policy, { when, to }: Rule, path: Path): Doubt[] {
  const doubts: Doubt[] = [];
  const height = (name: string) => policy.tiers.findIndex((tier) => tier.name === name);
  const target = to === 'next' ? policy.tiers.length - 1 : height(to);
  if (when.tier?.every((name) => height(name) >= target)) {
    const expected = `tiers below ${policy.tiers[target]!.name}`;
    doubts.push({
      path: [...path, 'when', 'tier'],
      message: 'this rule never fires: it asks for no climb from here',
      expected,
    });
  }
  if (when.status?.every(isClosing)) {
    const message = 'this rule never fires: a resolved or closed ticket is not watched';
    doubts.push({ path: [...path, 'when', 'status'], message, expected: 'statuses of open tickets' });
  }
  if (when.sentiment_below === -1) {
    const message = 'this rule never fires: no score is below -1';
    doubts.push({ path: [...path, 'when', 'sentiment_below'], message, expected: 'a limit above -1' });
  }
  return doubts;
}

function upAndDown({ deEscalate }: Policy, { when: { sentiment_below: below } }: Rule, path: Path): Doubt[] {
  const limits = deEscalate.flatMap(({ when }) => ('sentiment_at_least' in when ? [when.sentiment_at_least] : []));
  const lowest = Math.min(...limits);
  if (below === undefined || below <= lowest) return [];
  return [
    {
      path,
      message: `a score from ${lowest} to just below ${below} takes a ticket down and asks to lift it at once`,
      expected: `a limit of ${lowest} or lower`,
    },
  ];
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
