/** Turns what the form has to object into problems that name the place, the mistake and what would be right. */
import { z } from 'zod';
import { formatPath, valueAt, type Path } from '../reading/path.js';
import { problemAt } from '../reading/problem-at.js';
import type { Problem } from '../reading/problems.js';
import { absence, MISSING, shown } from '../reading/scalar.js';
import type { Source } from '../reading/source.js';
import { nearest } from '../reading/spelling.js';

/** A key that is misspelled is not also told as missing. @param form of the whole file, for the keys that there are */
export function explain(source: Source, issues: readonly z.core.$ZodIssue[], form: z.ZodType): Problem[] {
  const keysAt = (path: Path) => keysIn(form, path);
  const misspelled = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [];
      const path = issue.path as Path;
      return issue.keys.map((key) => formatPath([...path, nearest(key, keysAt(path)) ?? key]));
    }),
  );
  return issues
    .flatMap((issue) => explainOne(source, issue, keysAt))
    .filter(({ path, message }) => !(message === MISSING && misspelled.has(path)));
}

/** The keys that the form has at a path. */
type KeysAt = (path: Path) => string[];

function explainOne(source: Source, issue: z.core.$ZodIssue, keysAt: KeysAt): Problem[] {
  const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
  const problem = (message: string, expected: string) => problemAt(source, path, message, expected);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        ...problem(`unknown key ${shown(key)}`, knownKeys(keysAt(path), key)),
        ...source.keyPosition([...path, key]),
      }));
    case 'invalid_key':
      return issue.issues.map((one) => ({ ...problem(one.message, expectedOf(one)), ...source.keyPosition(path) }));
    case 'invalid_type':
      return [problem(...wrongType(issue.expected, valueAt(source.value, path), path, keysAt))];
    case 'too_small':
      return [problem(...tooFew(Number(issue.minimum), valueAt(source.value, path)))];
    case 'too_big': {
      const value = valueAt(source.value, path);
      return [problem(`has ${Array.isArray(value) ? value.length : 'more'} entries`, `at most ${issue.maximum}`)];
    }
    case 'custom': {
      const found = problem(issue.message, expectedOf(issue));
      return [issue.params?.['inKey'] ? { ...found, ...source.keyPosition(path) } : found];
    }
    case 'invalid_union':
      return chosen(issue, valueAt(source.value, path)).flatMap((one) =>
        explainOne(source, { ...one, path: [...issue.path, ...one.path] }, keysAt),
      );
    default:
      return [problem(issue.message, '')];
  }
}

/** Of the forms that a value may have, the one that it was probably meant to have. */
function chosen(issue: z.core.$ZodIssueInvalidUnion, value: unknown): z.core.$ZodIssue[] {
  const isScalar = typeof value !== 'object' || value === null;
  const wholly = (issues: z.core.$ZodIssue[]) =>
    issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  const nested = issue.errors.slice(1).filter((issues) => !wholly(issues));
  return (isScalar ? issue.errors[0] : (nested[0] ?? issue.errors[0])) ?? [];
}

function expectedOf(issue: object): string {
  const { expected } = (issue as { params?: { expected?: unknown } }).params ?? {};
  return typeof expected === 'string' ? expected : '';
}

function wrongType(type: string, value: unknown, path: Path, keysAt: KeysAt): [message: string, expected: string] {
  if (type !== 'array') {
    const known = keysAt(path).join(', ');
    const keys = known === '' ? 'a group of keys' : `the keys ${known}`;
    return missing(value, keys) ?? [`${shown(value)} stands where keys should`, keys];
  }
  const single = typeof value === 'string' && /^[\w-]+$/.test(value) && keysAt([...path, 0]).length === 0;
  return missing(value, 'a list') ?? [`${shown(value)} is not a list`, single ? `write [${value}]` : 'a list'];
}

function missing(value: unknown, expected: string): [message: string, expected: string] | undefined {
  const wrong = absence(value, expected);
  return wrong && [wrong.message, wrong.expected];
}

function tooFew(least: number, value: unknown): [string, string] {
  const count = Array.isArray(value) ? value.length : 0;
  return [count === 0 ? 'is an empty list' : 'has only one entry', `at least ${least === 1 ? 'one' : 'two'}`];
}

function knownKeys(known: readonly string[], key: string): string {
  const meant = nearest(key, known);
  return meant === undefined ? `the keys here are ${known.join(', ')}` : `did you mean "${meant}"?`;
}

function keysIn(whole: z.ZodType, path: Path): string[] {
  const found = formAt(whole, path);
  const form = found instanceof z.ZodUnion ? optionFor(found, '') : found;
  return form instanceof z.ZodObject ? Object.keys(form.shape) : [];
}

function formAt(whole: z.ZodType, path: Path): unknown {
  let form: unknown = unwrapped(whole);
  for (const step of path) {
    if (form instanceof z.ZodUnion) form = optionFor(form, step);
    if (form instanceof z.ZodArray) form = form.element;
    else if (form instanceof z.ZodRecord) form = form.valueType;
    else if (form instanceof z.ZodObject) form = (form.shape as Record<string, unknown>)[step];
    form = unwrapped(form);
  }
  return form;
}

/** Of several forms the one that has such a step. */
function optionFor({ options }: z.ZodUnion, step: string | number): unknown {
  const isStep = (form: unknown) =>
    typeof step === 'number' ? form instanceof z.ZodArray : form instanceof z.ZodObject;
  return options.map(unwrapped).find(isStep);
}

function unwrapped(form: unknown): unknown {
  if (form instanceof z.ZodLazy) return unwrapped(form.unwrap());
  if (form instanceof z.ZodPipe) return unwrapped(form.in);
  return form instanceof z.ZodOptional || form instanceof z.ZodDefault || form instanceof z.ZodPrefault
    ? unwrapped(form.unwrap())
    : form;
}
