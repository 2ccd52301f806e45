/** Tickets that a help desk has written to the database itself, by a MongoDB filter. */
import { NOT_JSON, readJson } from '../../reading/json.js';
import { parseInstant } from '../../domain/time/instant.js';
import { TICKET_KEYS } from '../../domain/forms/messages.js';
import { StoreError } from '../../store/errors.js';
import type { TicketArchive, TicketDocument } from '../../store/port.js';
import { Failure } from '../failure.js';
import type { Batch, BackfillRow, BackfillSource } from './source.js';

const SIZE = 25;
/** What runs code on the server. */
const CODE = ['$where', '$function', '$accumulator'];

/**
 * `count` gives undefined when the database does not answer in time: whether it answers at all is to be asked before.
 * @param text a filter as JSON; `{"$date": "…"}` stands for a time @throws Failure 2
 */
export function mongoSource(
  text: string,
  archive: Pick<TicketArchive, 'find' | 'count'>,
): Omit<BackfillSource, 'total'> & { count(): Promise<number | undefined> } {
  const filter = readFilter(text);
  return {
    name: 'the database',
    identity: `tickets ${JSON.stringify(filter)}`,
    // Counting what no index knows may take longer than a call may; the bar goes without.
    count: () =>
      archive.count(filter).catch((error: unknown) => {
        if (error instanceof StoreError && error.trouble === 'unavailable') return undefined;
        throw error;
      }),
    async *batches(after): AsyncGenerator<Batch> {
      let rows: BackfillRow[] = [];
      for await (const document of archive.find(filter, undefined, after)) {
        rows.push(rowOf(document));
        if (rows.length < SIZE) continue;
        yield { rows, cursor: document._id };
        rows = [];
      }
      if (rows.length > 0) yield { rows, cursor: rows.at(-1)!.place };
    },
  };
}

export function readFilter(text: string): Record<string, unknown> {
  const read = readJson(text);
  const problem = 'problem' in read ? (read.problem === NOT_JSON ? 'it is not JSON' : read.problem) : undefined;
  if (problem !== undefined)
    throw new Failure(2, `the filter cannot be read: ${problem}; write it as {"status":"open"}`);
  const { value } = read as { value: unknown };
  return withDates(value) as Record<string, unknown>;
}

function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const code = entries.find(([key]) => CODE.includes(key))?.[0];
  if (code !== undefined)
    throw new Failure(2, `the filter has ${code}, which runs code in the database; filter by fields`);
  if (entries.length === 1 && entries[0]![0] === '$date') {
    const at = parseInstant(entries[0]![1]);
    if (at === undefined)
      throw new Failure(2, 'the filter has a $date that is no instant such as 2026-01-05T09:00:00Z');
    return new Date(at);
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, withDates(one)]));
}

/** What is the help desk's own is in the database already: only Rung's keys are read, and those that a map may name. */
function rowOf({ _id, ...rest }: TicketDocument): BackfillRow {
  const document = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]));
  const ticket: Record<string, unknown> = { ...document, ticketId: _id };
  return { line: 0, place: _id, raw: ticket, read: { ticket } };
}

function plain(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}

/** Keeps nothing but Rung's keys of a document: what else it has is there already. */
export function withoutOwn(row: BackfillRow): BackfillRow {
  if ('problem' in row.read) return row;
  const known = Object.entries(row.read.ticket).filter(([key, value]) => TICKET_KEYS.includes(key) && value !== null);
  return { ...row, read: { ticket: Object.fromEntries(known) } };
}
