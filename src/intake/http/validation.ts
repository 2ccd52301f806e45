/** Requests judged by their zod schemas: every objection at once, each with a pointer to its place, none with what was sent. */
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { nearest } from '../../reading/spelling.js';
import { HttpProblem, type FieldProblem } from './problem.js';

/** More objections than these help nobody. */
const MOST = 100;

/** By the schema that documents a body, what says which one judges it just now. Default: the same. */
const judges = new WeakMap<z.ZodType, () => z.ZodType>();

/** A schema for the document of which another one judges: its parts are judged later, or by the policy as it is then. */
export function documentedAs<S extends z.ZodType>(documented: S, judge: () => z.ZodType): S {
  judges.set(documented, judge);
  return documented;
}

/**
 * Bodies are handed on as they came: whoever reads them, the client library, says what it has read otherwise than it is written.
 * Parameters are handed on as they were read.
 */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const judge = judges.get(schema) ?? (() => schema);
  return (given: unknown) => {
    const read = judge().safeParse(given);
    if (!read.success) return { error: problemOf(read.error, httpPart === 'body' ? 'the body' : 'the address') };
    return { value: httpPart === 'body' ? given : read.data };
  };
};

/** @param where what was judged */
export function problemOf(error: z.ZodError, where: string): HttpProblem {
  const errors = fieldProblems(error);
  const many = errors.length === 1 ? 'one thing is' : `${errors.length} things are`;
  return new HttpProblem('invalid-content', `${many} wrong with ${where}; "errors" has them all`, { errors });
}

/** The first objection to a place is enough. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  const found = new Map<string, FieldProblem>();
  for (const issue of error.issues) {
    for (const one of problemsOf(issue)) if (!found.has(one.pointer)) found.set(one.pointer, one);
  }
  return [...found.values()].slice(0, MOST);
}

function problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const pointer = pointerTo(issue.path);
  if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: withoutValue(issue.message) }];
  return issue.keys.map((key) =>
    // Anything may stand where a key should; a name says what to mend.
    isName(key)
      ? { pointer: `${pointer}/${key}`, detail: unknownKey(key, issue) }
      : { pointer, detail: 'has a key that is not known here' },
  );
}

function unknownKey(key: string, issue: z.core.$ZodIssue): string {
  const hint = /did you mean (\w+)\?/.exec(issue.message)?.[1];
  const meant = hint !== undefined && nearest(key, [hint]);
  return `is not a key here${meant ? `; did you mean ${meant}?` : ''}`;
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${pointerStep(String(step))}`).join('');
}

function pointerStep(step: string): string {
  return isName(step) ? step : '…';
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,40}$/.test(text);
}

/** Objections of fields end with the value that was given. */
export function withoutValue(message: string): string {
  return message.split(', not ')[0]!;
}
