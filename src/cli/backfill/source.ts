/** Where the tickets of a backfill come from. */
import type { Entry } from '../tickets-file.js';

/** One row: read or not. */
export interface BackfillRow extends Entry {
  /** How messages name its place: a line, a ticket id. */
  place: string;
  /** What it was made of, to be written among the rejects: an object, or the text of a line that is none. */
  raw: Record<string, unknown> | string;
}

/** Rows that were read together, and the cursor with which a later run goes on after them. */
export interface Batch {
  rows: BackfillRow[];
  cursor: string;
}

export interface BackfillSource {
  /** What messages call it. */
  name: string;
  /** The path of the file that is read while the backfill runs, if it is one. */
  file?: string;
  /** The same for the same tickets read in the same way: a later run goes on where an earlier one stopped. */
  identity: string;
  /** How many rows there are, as far as that is known. */
  total?: number;
  /** @param after the cursor of the last batch that is done; undefined: from the beginning */
  batches(after: string | undefined): AsyncIterable<Batch>;
  /** Lets go of what it reads. */
  close?(): Promise<void>;
}

const SIZE = 25;

/** Parts that come one after the other, a few of them read at a time; the cursor counts them. */
export async function* counted<P>(
  parts: Iterable<P> | AsyncIterable<P>,
  read: (part: P) => BackfillRow,
  after: string | undefined,
): AsyncGenerator<Batch> {
  const from = Number(after ?? 0);
  let count = 0;
  let rows: BackfillRow[] = [];
  for await (const part of parts) {
    if (++count <= from) continue;
    rows.push(read(part));
    if (rows.length < SIZE) continue;
    yield { rows, cursor: String(count) };
    rows = [];
  }
  if (rows.length > 0) yield { rows, cursor: String(count) };
}
