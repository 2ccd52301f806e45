/** What a schema objects to, in sentences that begin with the name of the field. */
import type { z } from 'zod';
import { formatPath, type Path } from '../reading/path.js';
import { nearest } from '../reading/spelling.js';

/** One sentence for each thing that is wrong, in the order of the fields; the first objection to a field is enough. */
export function problemsOf(error: z.ZodError): string[] {
  const told = new Set<string>();
  return error.issues.flatMap(({ path, message }) => {
    const where = formatPath(path as Path);
    if (where === '') return [message];
    if (told.has(where)) return [];
    told.add(where);
    return [`${where} ${message}`];
  });
}

/** For an object that has its keys and no others: names each other one. @param what the object: `a line of type created` */
export function noOtherKeys(what: string, known: readonly string[]) {
  return {
    error: ({ code, keys }: { code: string; keys?: readonly string[] }) =>
      code === 'unrecognized_keys' ? keys!.map((key) => unknownKey(key, what, known)).join('; ') : undefined,
  };
}

function unknownKey(key: string, what: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `${what} has no key ${JSON.stringify(key)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}
