/** Reading by a schema: the value and what there is to say about it, or everything that is wrong. */
import type { z } from 'zod';
import { CLOSING_STATUSES, looksClosing } from '../domain/ticket/closing.js';
import { shown } from '../reading/scalar.js';
import { problemsOf } from './problems.js';

export type Read<T> =
  | {
      value: T;
      /** What was read otherwise than it is written, or is probably not meant; each a sentence. */
      warnings: string[];
    }
  /** One or more sentences. */
  | { problems: string[] };

/** Reads by a schema. @param closing the statuses that end the watch; default: those of a policy that names none */
export function readBy<S extends z.ZodType>(
  schema: S,
  given: unknown,
  closing: readonly string[] = CLOSING_STATUSES,
): Read<z.output<S>> {
  const read = schema.safeParse(given);
  if (!read.success) return { problems: problemsOf(read.error) };
  return { value: read.data, warnings: warningsOn(given, read.data, closing) };
}

/** Words that were read as others, and statuses that look like closing ones and are none. */
function warningsOn(given: unknown, read: unknown, closing: readonly string[]): string[] {
  if (!isObject(given) || !isObject(read)) return [];
  const folded: string[] = [];
  for (const key in read) {
    const [before, after] = [given[key], read[key]];
    if (typeof after === 'string' && before !== after && typeof before === 'string') {
      folded.push(`${key} ${shown(before)} is read as ${shown(after)}`);
    }
  }
  const { status, ticket } = read;
  const nearly = typeof status === 'string' && looksClosing(status, { closingStatuses: [...closing] });
  return [
    ...folded,
    ...(nearly ? [`status ${shown(status)} does not close a ticket; these do: ${closing.join(', ')}`] : []),
    ...(isObject(ticket) ? warningsOn(given['ticket'], ticket, closing) : []),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
