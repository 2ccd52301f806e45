/** What cross-checks find, and how they look at the file's plain value: they pass over whatever the form objects to. */
import { valueAt, type Path } from '../../reading/path.js';
import { shown } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';

export interface CheckFinding {
  path: Path;
  message: string;
  expected: string;
}

/** So many of the names that there are stand in a message. */
const MOST_LISTED = 50;

/** Paths of the entries of a list. */
export function entries(root: unknown, path: Path): Path[] {
  const list = valueAt(root, path);
  return Array.isArray(list) ? list.map((_entry, i) => [...path, i]) : [];
}

/** Paths of the values of a group of keys. */
export function members(root: unknown, path: Path): Path[] {
  return (keysOf(valueAt(root, path)) ?? []).map((key) => [...path, key]);
}

export function keysOf(value: unknown): string[] | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
}

export function texts(list: unknown): string[] | undefined {
  return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
}

/** A name that the policy has to know. @param intro what stands before the names that exist: `the ladder has` */
export function unknownName(
  name: unknown,
  path: Path,
  what: string,
  intro: string,
  known: readonly string[],
): CheckFinding[] {
  if (typeof name !== 'string' || name.trim() === '' || known.includes(name)) return [];
  const meant = nearest(name, known);
  const there = known.length === 0 ? `the policy names none` : `${intro} ${listed(known)}`;
  const expected = `${meant === undefined ? '' : `did you mean "${meant}"? `}${there}`;
  return [{ path, message: `there is no ${what} ${shown(name)}`, expected }];
}

/** A list of thousands, at each of thousands of places, would say nothing and fill the memory. */
function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return more > 0 ? `${names.slice(0, MOST_LISTED).join(', ')} and ${more} more` : names.join(', ');
}

export function unknownNames(
  root: unknown,
  path: Path,
  what: string,
  intro: string,
  known: readonly string[],
): CheckFinding[] {
  return entries(root, path).flatMap((entry) => unknownName(valueAt(root, entry), entry, what, intro, known));
}

/** Each name once. */
export function repeated(paths: Path[], root: unknown, what: string): CheckFinding[] {
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
