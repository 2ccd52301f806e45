/** Conditions: that there are some, how deep they stand, and the names in them. */
import type { Predicate } from '../../domain/rules/predicates/predicate.js';
import { DEEPEST, predicateNamed } from '../../domain/rules/predicates/index.js';
import { valueAt, type Path } from '../../reading/path.js';
import { entries, keysOf, unknownName, unknownNames, type CheckFinding } from './finding.js';
import type { Names } from './names.js';

/** A condition and those within it. */
export function conditions(root: unknown, path: Path, names: Names, depth = 0): CheckFinding[] {
  const keys = keysOf(valueAt(root, path));
  if (!keys) return [];
  if (keys.length === 0) {
    return [{ path, message: 'has no condition', expected: 'at least one, such as { sla_used: 75% }' }];
  }
  if (depth > DEEPEST) {
    return [
      { path, message: 'stands too deep', expected: `any, all and not within one another ${DEEPEST} deep at most` },
    ];
  }
  const within = (one: Path) => conditions(root, one, names, depth + 1);
  return keys.flatMap((name) => {
    const at = [...path, name];
    if (name === 'any' || name === 'all') return entries(root, at).flatMap(within);
    if (name === 'not') return within(at);
    const kind = predicateNamed(name)?.kind;
    return kind ? (CHECKS[kind]?.(root, at, names) ?? []) : [];
  });
}

type Check = (root: unknown, path: Path, names: Names) => CheckFinding[];

/** By kind of argument. */
const CHECKS: { [K in Predicate['kind']]?: Check } = {
  tiers: (root, path, { tiers }) => (tiers?.length ? unknownNames(root, path, 'tier', 'the ladder has', tiers) : []),
  priorities: (root, path, { priorities }) =>
    priorities?.length ? unknownNames(root, path, 'priority', 'there are', priorities) : [],
  calendar: (root, path, { calendars }) => calendarName(root, path, calendars),
  length: (root, path, { calendars }) => calendarName(root, [...path, 'calendar'], calendars),
  clockMark(root, path) {
    const keys = keysOf(valueAt(root, path));
    const given = ['used', 'left'].filter((key) => keys?.includes(key));
    if (!keys || given.length === 1) return [];
    const message = given.length === 0 ? 'has no mark' : 'has two marks';
    return [{ path, message, expected: 'exactly one of used (75%) and left (30m)' }];
  },
};

export function calendarName(root: unknown, path: Path, calendars: readonly string[]): CheckFinding[] {
  return unknownName(valueAt(root, path), path, 'calendar', 'there are', calendars);
}
