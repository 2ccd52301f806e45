/** Rules and the ways down: where they lead, whom they tell, and entries that could never take effect. */
import { valueAt, type Path } from '../../reading/path.js';
import { MISSING, shown } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';
import { CONDITION_KEYS } from '../schema.js';
import { conditions } from './conditions.js';
import { entries, keysOf, unknownName, type CheckFinding } from './finding.js';
import type { Names } from './names.js';
import { targets } from './people.js';

export function rule(root: unknown, path: Path, names: Names): CheckFinding[] {
  return [
    ...conditions(root, [...path, 'when'], names),
    ...conditions(root, [...path, 'unless'], names, 1),
    ...purpose(root, path),
    ...(names.tiers ? destination(root, [...path, 'to'], names.tiers) : []),
    ...targets(root, [...path, 'notify'], names),
  ];
}

/** A rule escalates or tells. */
function purpose(root: unknown, path: Path): CheckFinding[] {
  const keys = keysOf(valueAt(root, path));
  if (!keys) return [];
  if (keys.includes('to') && keys.includes('notify')) {
    const expected = 'a rule escalates (to) or tells (notify): two rules if both are meant';
    return [{ path: [...path, 'notify'], message: 'stands beside to', expected }];
  }
  const misspelt = keys.some((key) =>
    ['to', 'notify'].includes(nearest(key, ['to', 'notify', 'when', 'name', 'bump']) ?? ''),
  );
  if (misspelt) return [];
  return [{ path: [...path, 'to'], message: MISSING, expected: 'the name of a tier, or next' }];
}

function destination(root: unknown, path: Path, tiers: string[]): CheckFinding[] {
  const to = valueAt(root, path);
  if (typeof to !== 'string' || to === 'next' || tiers.length === 0) return [];
  const [lowest, ...higher] = new Set(tiers);
  if (to === lowest && higher.length > 0) {
    const expected = `a tier above it: ${higher.join(', ')}; or next`;
    return [{ path, message: `no ticket can climb to ${shown(to)}, the lowest tier`, expected }];
  }
  return unknownName(to, path, 'tier', 'the ladder has', tiers);
}

/** Exactly one condition each, and none that an entry before it always takes away. */
export function deEscalations(root: unknown, names: Names): CheckFinding[] {
  let confirmed = false;
  let lowest = Infinity;
  return entries(root, ['de_escalate']).flatMap((entry): CheckFinding[] => {
    const path = [...entry, 'when'];
    const keys = keysOf(valueAt(root, path));
    const findings = conditions(root, [...entry, 'unless'], names, 1);
    if (!keys) return findings;
    const given = CONDITION_KEYS.filter((key) => keys.includes(key));
    if (keys.length === 0 || given.length > 1) {
      const message = given.length > 1 ? 'has two conditions' : 'has no condition';
      return [...findings, { path, message, expected: `exactly one of ${CONDITION_KEYS.join(', ')}` }];
    }
    // One that does not always apply leaves something to the next.
    const always = valueAt(root, [...entry, 'unless']) === undefined;
    if (given[0] === 'resolution_confirmed') {
      if (confirmed) findings.push(neverTaken([...path, given[0]], 'resolution_confirmed'));
      confirmed ||= always;
    }
    const limit = valueAt(root, [...path, 'sentiment_at_least']);
    // What is no score is told of already.
    if (typeof limit === 'number' && Math.abs(limit) <= 1) {
      if (limit >= lowest) findings.push(neverTaken([...path, 'sentiment_at_least'], `sentiment_at_least: ${lowest}`));
      if (always) lowest = Math.min(lowest, limit);
    }
    return findings;
  });
}

function neverTaken(path: Path, before: string): CheckFinding {
  return {
    path,
    message: `an entry before this one (${before}) is always taken first`,
    expected: 'put it first or leave it out',
  };
}
