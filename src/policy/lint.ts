/** What a valid policy says that its author can hardly have meant. Nothing here makes a policy unusable. */
import type { Policy, Rule } from '../domain/rules/policy.js';
import { conditionsWithin, predicateNamed } from '../domain/rules/predicates/index.js';
import { looksClosing } from '../domain/ticket/closing.js';
import { formatPath, type Path } from '../reading/path.js';
import type { Problem } from '../reading/problems.js';
import { shown } from '../reading/scalar.js';
import type { Source } from '../reading/source.js';
import { nearest } from '../reading/spelling.js';
import { SCORER_NAMES } from '../sentiment/names.js';

interface Doubt {
  path: Path;
  message: string;
  expected: string;
}

export function findDoubts(source: Source, policy: Policy): Problem[] {
  const doubts = [
    ...policy.rules.flatMap((rule, i) => oddConditions(policy, rule, ['rules', i])),
    ...policy.rules.flatMap((rule, i) => clocksOff(policy, rule, ['rules', i])),
    ...nearClosing(policy),
    ...foreignScorer(policy),
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
  return [...conditionsWithin(when)].flatMap(({ when: own, path: within }) =>
    // Of one that is part of a choice nothing follows for the rule.
    Object.entries(within.length === 0 ? own : {}).flatMap(([name, argument]) =>
      (predicateNamed(name)?.doubts?.(argument as never, policy, to) ?? []).map((doubt) => ({
        ...doubt,
        path: [...path, 'when', name],
      })),
    ),
  );
}

/** Clocks that the policy has switched off: their marks are never reached. */
function clocksOff({ clocks = {} }: Policy, { when }: Rule, path: Path): Doubt[] {
  return [...conditionsWithin(when)].flatMap(({ when: own, path: within }) => {
    const at = [...path, 'when', ...within];
    const asked = [
      ...(own.clock ? [{ name: own.clock.of, path: [...at, 'clock', 'of'] }] : []),
      ...(own.breached ?? []).map((name, i) => ({ name, path: [...at, 'breached', i] })),
    ];
    return asked.flatMap(({ name, path: place }) =>
      name === 'resolution' || clocks[name]
        ? []
        : [{ path: place, message: `the clock ${name} is off`, expected: `give clocks a ${name}` }],
    );
  });
}

/** A scorer that does not come with Rung: whoever tells replies has to bring it. */
function foreignScorer({ sentiment }: Policy): Doubt[] {
  const names: readonly string[] = SCORER_NAMES;
  if (!sentiment || names.includes(sentiment.fromReplies)) return [];
  const meant = nearest(sentiment.fromReplies, names);
  return [
    {
      path: ['sentiment', 'from_replies'],
      message: `${shown(sentiment.fromReplies)} does not come with Rung: every client that tells replies has to bring it`,
      expected:
        meant === undefined ? `one of ${names.join(', ')}, or a scorer of your own` : `did you mean ${shown(meant)}?`,
    },
  ];
}

/** A status that looks as if it ended the watch. */
function nearClosing(policy: Policy): Doubt[] {
  const lists: { path: Path; statuses: string[] }[] = policy.rules.flatMap(({ when }, i) =>
    [...conditionsWithin(when)].map(({ when: own, path }) => ({
      path: ['rules', i, 'when', ...path, 'status'],
      statuses: own.status ?? [],
    })),
  );
  for (const [name, clock] of Object.entries(policy.clocks ?? {})) {
    lists.push({ path: ['clocks', name, 'pause'], statuses: clock.pause ?? [] });
  }
  if (policy.autoClose) lists.push({ path: ['auto_close', 'status'], statuses: policy.autoClose.status });
  return lists.flatMap(({ path, statuses }) =>
    statuses.flatMap((status, i) =>
      looksClosing(status, policy)
        ? [
            {
              path: [...path, i],
              message: `${shown(status)} does not end the watch, though it looks as if it did`,
              expected: 'name it under closing_statuses if it is to',
            },
          ]
        : [],
    ),
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
