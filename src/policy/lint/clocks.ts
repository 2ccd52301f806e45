/** Clocks that are off and marks of theirs that are asked for, and clocks that run for nobody. */
import type { ClockName, ClockTarget, Policy } from '../../domain/rules/policy.js';
import type { Path } from '../../reading/path.js';
import { statedIn, type Warning, type Stated } from './warning.js';

/** Clocks that a condition asks. */
function askedBy({ when, path }: Stated): { name: ClockName; path: Path }[] {
  return [
    ...(when.clock ? [{ name: when.clock.of, path: [...path, 'clock', 'of'] }] : []),
    ...(when.breached ?? []).map((name, i) => ({ name, path: [...path, 'breached', i] })),
    ...(when.sla_used === undefined ? [] : [{ name: 'resolution' as const, path: [...path, 'sla_used'] }]),
  ];
}

/** Marks of a clock that the policy has switched off are never reached. */
export function clocksOff(policy: Policy): Warning[] {
  const { clocks = {} } = policy;
  return statedIn(policy)
    .flatMap(askedBy)
    .filter(({ name }) => name !== 'resolution' && !clocks[name])
    .map(({ name, path }) => ({
      path,
      message: `the clock ${name} is off`,
      expected: `give clocks a ${name}`,
    }));
}

/** A clock that no condition asks has its breaches recorded, and that is all. */
export function clocksUnread(policy: Policy): Warning[] {
  const asked = new Set(
    statedIn(policy)
      .flatMap(askedBy)
      .map(({ name }) => name),
  );
  return (Object.keys(policy.clocks ?? {}) as ClockName[])
    .filter((name) => !asked.has(name))
    .map((name) => ({
      path: ['clocks', name],
      message: `no rule looks at the clock ${name}`,
      expected: `a rule with clock: { of: ${name}, used: 100% }, or leave it out`,
    }));
}

type Entry = Exclude<ClockTarget, number | 'ticket'>[number];

/** The first entry that is for a ticket counts, so one behind it that is for no others never does. */
export function targetsNotReached({ clocks = {} }: Policy): Warning[] {
  return Object.entries(clocks).flatMap(([name, { target }]) =>
    !Array.isArray(target)
      ? []
      : target.flatMap((entry, i): Warning[] => {
          const before = target.findIndex((one) => isForAllOf(one, entry));
          if (before >= i) return [];
          return [
            {
              path: ['clocks', name, 'target', i],
              message: `nobody ever has this target: entry ${before + 1} is for all of its tickets, and stands before it`,
              expected: 'the entries for fewer tickets first',
            },
          ];
        }),
  );
}

/** Whether every ticket of the one is one of the other. An entry is for all of its own. */
function isForAllOf(wide: Entry, narrow: Entry): boolean {
  return (['priority', 'customer_tier', 'tags'] as const).every(
    (name) => !wide[name] || (narrow[name]?.every((value) => wide[name]!.includes(value)) ?? false),
  );
}
