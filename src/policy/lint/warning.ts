/** What a valid policy says that its author can hardly have meant. */
import type { Policy, When } from '../../domain/rules/policy.js';
import type { ArgumentWarning } from '../../domain/rules/predicates/predicate.js';
import { conditionsWithin } from '../../domain/rules/predicates/index.js';
import type { ClockMark, Conditions } from '../../domain/rules/when.js';
import type { Path } from '../../reading/path.js';

export interface Warning extends ArgumentWarning {
  path: Path;
}

/** A condition somewhere in a policy, without those within it. */
export interface Stated {
  when: Conditions;
  path: Path;
}

function within(when: When | undefined, at: Path): Stated[] {
  if (!when) return [];
  return [...conditionsWithin(when)].map((one) => ({ when: one.when, path: [...at, ...one.path] }));
}

/** Every condition of a policy: of its rules and of its ways down. */
export function statedIn({ rules, deEscalate }: Policy): Stated[] {
  return [
    ...rules.flatMap(({ when, unless }, i) => [
      ...within(when, ['rules', i, 'when']),
      ...within(unless, ['rules', i, 'unless']),
    ]),
    ...deEscalate.flatMap(({ unless }, i) => within(unless, ['de_escalate', i, 'unless'])),
  ];
}

/** The marks of clocks that a condition asks for, each with the key that says so: `sla_used` is one of resolution. */
export function marksOf({ clock, sla_used: used }: Conditions): { key: 'clock' | 'sla_used'; mark: ClockMark }[] {
  return [
    ...(used === undefined ? [] : [{ key: 'sla_used' as const, mark: { of: 'resolution' as const, used } }]),
    ...(clock ? [{ key: 'clock' as const, mark: clock }] : []),
  ];
}
