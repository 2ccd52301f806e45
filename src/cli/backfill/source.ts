/** Where the tickets of a backfill come from. */
import type { Entry } from '../tickets-file.js';

/** One row: read or not. */
export interface Row extends Entry {
  /** How messages name its place: a line, a ticket id. */
  place: string;
  /** What it was made of, to be written among the rejects: an object, or the text of a line that is none. */
  raw: Record<string, unknown> | string;
}

/** Rows that were read together, and the cursor with which a later run goes on after them. */
export interface Batch {
  rows: Row[];
  cursor: string;
}

export interface Source {
  /** What messages call it. */
  name: string;
  /** The same for the same tickets read in the same way: a later run goes on where an earlier one stopped. */
  identity: string;
  /** How many rows there are, as far as that is known. */
  total?: number;
  /** @param after the cursor of the last batch that is done; undefined: from the beginning */
  batches(after: string | undefined): AsyncIterable<Batch>;
}

const SIZE = 25;

/** Parts that are all there already, a few of them read at a time; the cursor counts them. */
export async function* counted<P>(
  parts: readonly P[],
  read: (part: P) => Row,
  after: string | undefined,
): AsyncGenerator<Batch> {
  for (let from = Number(after ?? 0); from < parts.length; from += SIZE) {
    const some = parts.slice(from, from + SIZE);
    yield { rows: some.map(read), cursor: String(from + some.length) };
  }
}
