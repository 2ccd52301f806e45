/** Turns what the form has to object into problems that name the place, the mistake and what would be right. */
import { z } from 'zod';
import { formatPath, valueAt, type Path } from '../../reading/path.js';
import type { Problem } from '../../reading/problems.js';
import { absence, MISSING, shown } from '../../reading/scalar.js';
import type { Source } from '../../reading/source.js';
import { nearest } from '../../reading/spelling.js';
import { mappingForm } from './schema.js';

/** A key that is misspelled is not also told as missing. */
export function explain(source: Source, issues: readonly z.core.$ZodIssue[]): Problem[] {
  const misspelled = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [];
      const path = issue.path as Path;
      return issue.keys.map((key) => formatPath([...path, nearest(key, keysAt(path)) ?? key]));
    }),
  );
  return issues
    .flatMap((issue) => explainOne(source, issue))
    .filter(({ path, message }) => !(message === MISSING && misspelled.has(path)));
}

/** A problem with the value at a path. */
export function problemAt(source: Source, path: Path, message: string, expected: string): Problem {
  return { file: source.file, ...source.valuePosition(path), path: formatPath(path), message, expected };
}

function explainOne(source: Source, issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
  const problem = (message: string, expected: string) => problemAt(source, path, message, expected);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        ...problem(`unknown key ${shown(key)}`, knownKeys(path, key)),
        ...source.keyPosition([...path, key]),
      }));
    case 'invalid_key':
      return issue.issues.map((one) => ({
        ...problem(one.message, expectedOf(one)),
        ...source.keyPosition(path),
      }));
    case 'invalid_type':
      return [problem(...wrongType(issue.expected, valueAt(source.value, path), path))];
    case 'too_small':
      return [problem('is an empty list', 'at least one')];
    case 'custom':
      return [problem(issue.message, expectedOf(issue))];
    default:
      return [problem(issue.message, '')];
  }
}

function expectedOf(issue: object): string {
  const { expected } = (issue as { params?: { expected?: unknown } }).params ?? {};
  return typeof expected === 'string' ? expected : '';
}

function wrongType(type: string, value: unknown, path: Path): [message: string, expected: string] {
  const keys = keysAt(path).join(', ');
  const expected = type === 'array' ? 'a list' : keys === '' ? 'a group of keys' : `the keys ${keys}`;
  const absent = absence(value, expected);
  if (absent) return [absent.message, absent.expected];
  return [type === 'array' ? `${shown(value)} is not a list` : `${shown(value)} stands where keys should`, expected];
}

function knownKeys(path: Path, key: string): string {
  const known = keysAt(path);
  const meant = nearest(key, known);
  return meant === undefined ? `the keys here are ${known.join(', ')}` : `did you mean "${meant}"?`;
}

/** The keys the form has at a path. */
function keysAt(path: Path): string[] {
  let form: unknown = mappingForm;
  for (const step of path) {
    form = unwrapped(form);
    if (form instanceof z.ZodArray) form = form.element;
    else if (form instanceof z.ZodObject) form = (form.shape as Record<string, unknown>)[step];
    else return [];
  }
  form = unwrapped(form);
  return form instanceof z.ZodObject ? Object.keys(form.shape) : [];
}

function unwrapped(form: unknown): unknown {
  return form instanceof z.ZodOptional || form instanceof z.ZodDefault || form instanceof z.ZodPrefault
    ? unwrapped(form.unwrap())
    : form;
}
