/**
 * What the form alone cannot see: names that must exist or be unique, and entries that could never take effect. It reads
 * the file's plain value and passes over whatever the form objects to, so that all problems are found at once.
 */
import { predicateNamed } from '../domain/rules/predicates/index.js';
import { formatPath, valueAt, type Path } from '../reading/path.js';
import type { Problem } from '../reading/problems.js';
import { shown } from '../reading/scalar.js';
import { CHANNELS, CHANNEL_NAMES } from '../channels/definitions.js';
import { CONDITION_KEYS, DEFAULT_PRIORITIES } from './schema.js';
import type { Source } from '../reading/source.js';
import { nearest } from '../reading/spelling.js';

interface Finding {
  path: Path;
  message: string;
  expected: string;
}

export function findInconsistencies(source: Source): Problem[] {
  const root = source.value;
  const tiers = namesOf(root, 'tiers');
  const priorities = texts(valueAt(root, ['priorities']) ?? DEFAULT_PRIORITIES);
  const findings = [
    ...repeated(
      entries(root, ['tiers']).map((path) => [...path, 'name']),
      root,
      'a tier',
    ),
    ...repeated(entries(root, ['priorities']), root, 'a priority'),
    ...repeated(
      entries(root, ['rules']).map((path) => [...path, 'name']),
      root,
      'a rule',
    ),
    ...entries(root, ['tiers']).flatMap((tier) => targets(root, [...tier, 'notify'])),
    ...entries(root, ['rules']).flatMap((rule) => [
      ...noCondition(root, [...rule, 'when']),
      ...(tiers ? destination(root, [...rule, 'to'], tiers) : []),
      ...conditionNames(root, [...rule, 'when'], { tiers, priorities }),
    ]),
    ...deEscalations(root),
  ];
  return findings.map(({ path, ...finding }) => ({
    file: source.file,
    ...source.valuePosition(path),
    path: formatPath(path),
    ...finding,
  }));
}

function destination(root: unknown, path: Path, tiers: string[]): Finding[] {
  const to = valueAt(root, path);
  if (typeof to !== 'string' || to === 'next') return [];
  const [lowest, ...higher] = new Set(tiers);
  if (to === lowest && higher.length > 0) {
    const expected = `a tier above it: ${higher.join(', ')}; or next`;
    return [{ path, message: `no ticket can climb to ${shown(to)}, the lowest tier`, expected }];
  }
  return unknownName(to, path, 'tier', 'the ladder has', tiers);
}

/** The names in conditions that the policy has to know. */
function conditionNames(root: unknown, path: Path, known: { tiers?: string[]; priorities?: string[] }): Finding[] {
  return (keysOf(valueAt(root, path)) ?? []).flatMap((name) => {
    const kind = predicateNamed(name)?.kind;
    const list = [...path, name];
    if (kind === 'tiers' && known.tiers) return unknownNames(root, list, 'tier', 'the ladder has', known.tiers);
    if (kind === 'priorities' && known.priorities) {
      return unknownNames(root, list, 'priority', 'there are', known.priorities);
    }
    return [];
  });
}

function unknownNames(root: unknown, path: Path, what: string, intro: string, known: string[]): Finding[] {
  return entries(root, path).flatMap((entry) => unknownName(valueAt(root, entry), entry, what, intro, known));
}

function unknownName(name: unknown, path: Path, what: string, intro: string, known: string[]): Finding[] {
  if (typeof name !== 'string' || name.trim() === '' || known.includes(name) || known.length === 0) return [];
  const meant = nearest(name, known);
  const expected = `${meant === undefined ? '' : `did you mean "${meant}"? `}${intro} ${known.join(', ')}`;
  return [{ path, message: `there is no ${what} ${shown(name)}`, expected }];
}

function repeated(paths: Path[], root: unknown, what: string): Finding[] {
  const seen = new Set<string>();
  return paths.flatMap((path) => {
    const name = valueAt(root, path);
    if (typeof name !== 'string') return [];
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ path, message: `there is ${what} ${shown(name)} already`, expected: 'each name once' }];
  });
}

/** Each entry is one target on one channel, and each target stands once. */
function targets(root: unknown, path: Path): Finding[] {
  const seen = new Set<string>();
  return entries(root, path).flatMap((entry): Finding[] => {
    const value = valueAt(root, entry);
    const keys = keysOf(value);
    const given = CHANNEL_NAMES.filter((key) => keys?.includes(key));
    if (keys?.length === 0)
      return [{ path: entry, message: 'is empty', expected: `one of ${CHANNEL_NAMES.join(', ')}` }];
    if (given.length > 1) {
      return [{ path: entry, message: 'has two targets', expected: `one entry for ${given.join(', one for ')}` }];
    }
    return given.flatMap((key) => {
      const address = valueAt(value, [key]);
      const name = `${key} ${shown(address)}`;
      const target = `${key} ${typeof address === 'string' ? CHANNELS[key].identity(address) : name}`;
      if (seen.has(target))
        return [{ path: [...entry, key], message: `${name} is told already`, expected: 'each target once' }];
      seen.add(target);
      return [];
    });
  });
}

function noCondition(root: unknown, path: Path): Finding[] {
  const keys = keysOf(valueAt(root, path));
  return keys?.length === 0
    ? [{ path, message: 'has no condition', expected: 'at least one, such as { sla_used: 75% }' }]
    : [];
}

/** Exactly one condition each, and none that an entry before it always takes away. */
function deEscalations(root: unknown): Finding[] {
  let confirmed = false;
  let lowest = Infinity;
  return entries(root, ['de_escalate']).flatMap((entry): Finding[] => {
    const path = [...entry, 'when'];
    const keys = keysOf(valueAt(root, path));
    if (!keys) return [];
    const given = CONDITION_KEYS.filter((key) => keys.includes(key));
    if (keys.length === 0 || given.length > 1) {
      const message = given.length > 1 ? 'has two conditions' : 'has no condition';
      return [{ path, message, expected: `exactly one of ${CONDITION_KEYS.join(', ')}` }];
    }
    const findings: Finding[] = [];
    if (given[0] === 'resolution_confirmed') {
      if (confirmed) findings.push(neverTaken([...path, given[0]], 'resolution_confirmed'));
      confirmed = true;
    }
    const limit = valueAt(root, [...path, 'sentiment_at_least']);
    if (typeof limit === 'number') {
      if (limit >= lowest) findings.push(neverTaken([...path, 'sentiment_at_least'], `sentiment_at_least: ${lowest}`));
      lowest = Math.min(lowest, limit);
    }
    return findings;
  });
}

function neverTaken(path: Path, before: string): Finding {
  return {
    path,
    message: `an entry before this one (${before}) is always taken first`,
    expected: 'put it first or leave it out',
  };
}

/** The tiers' names, undefined when one of them cannot be read: then nothing can be said about unknown ones. */
function namesOf(root: unknown, key: string): string[] | undefined {
  const list = valueAt(root, [key]);
  return Array.isArray(list) ? texts(list.map((entry) => valueAt(entry, ['name']))) : undefined;
}

function texts(list: unknown): string[] | undefined {
  return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
}

function entries(root: unknown, path: Path): Path[] {
  const list = valueAt(root, path);
  return Array.isArray(list) ? list.map((_entry, i) => [...path, i]) : [];
}

function keysOf(value: unknown): string[] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
}
