/** The work of a backfill: batch by batch, at a pace, from where an earlier run stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isClosing } from '../../domain/ticket/ticket.js';
import type { Policy } from '../../domain/rules/policy.js';
import type { ReconcilerStore } from '../../store/intake-port.js';
import type { TicketToOpen } from '../../client/ticket-form.js';
import { judge, type Candidate, type Opened } from '../opening.js';
import type { BackfillRow, BackfillSource } from './source.js';

/** What became of one row. */
export interface Done extends Omit<Opened, 'outcome'> {
  place: string;
  raw: BackfillRow['raw'];
  /** `closed`: nobody has to watch it. */
  outcome: Opened['outcome'] | 'closed';
  /** As it is opened. */
  ticket?: TicketToOpen;
}

export interface Backfill {
  source: Pick<BackfillSource, 'batches'>;
  policy: Policy;
  /** The row as a ticket of Rung's. */
  read(row: BackfillRow): BackfillRow | Promise<BackfillRow>;
  /** Opens them, or says what it would; results in order. */
  open(entries: (Candidate | Opened)[]): AsyncIterable<Opened>;
  /** Tickets a second. */
  rate: number;
  /** The cursor of an earlier run. */
  after: string | undefined;
  resume: Pick<Resume, 'to' | 'end'>;
  done(one: Done): void;
  /** Asked between batches. */
  stopped(): boolean;
  /** Milliseconds that pass by themselves. Default: the system's. */
  clock?: { now(): number; sleep(ms: number): Promise<unknown> };
}

/** Where an earlier run stopped, and where this one is. */
export interface Resume {
  from(): Promise<string | undefined>;
  to(cursor: string): Promise<void>;
  end(): Promise<void>;
}

/** Says whether it came to the end. */
export async function backfill(work: Backfill): Promise<boolean> {
  const { source, after, rate, resume, clock = { now: () => performance.now(), sleep } } = work;
  for await (const { rows, cursor } of source.batches(after)) {
    // A page of an API may have hundreds: the pace is that of small pieces.
    for (let from = 0; from < rows.length; from += PIECE) {
      if (work.stopped()) return false;
      const began = clock.now();
      const opened = await openSome(work, rows.slice(from, from + PIECE));
      // Each piece for itself: what a pause has cost is not made up for by a rush.
      const early = began + (opened * 1000) / rate - clock.now();
      if (early > 0) await clock.sleep(early);
    }
    await resume.to(cursor);
  }
  await resume.end();
  return true;
}

const PIECE = 25;

/** Says how many had to be asked for. */
async function openSome({ policy, read, open, done }: Backfill, rows: readonly BackfillRow[]): Promise<number> {
  const given = await Promise.all(rows.map(async (row) => read(row)));
  const judged = given.map((row) => judge(row, policy));
  const isClosed = (one: Candidate | Opened) => !('outcome' in one) && isClosing(one.ticket.status, policy);
  const asked = judged.filter((one) => !isClosed(one));
  const results = open(asked)[Symbol.asyncIterator]();
  for (const [i, one] of judged.entries()) {
    const { place, raw } = rows[i]!;
    if (isClosed(one)) {
      const { ticket, line } = one as Candidate;
      done({ place, raw, line, ticketId: ticket.ticketId, outcome: 'closed', kept: null });
    } else {
      const { value } = (await results.next()) as { value: Opened };
      done({ place, raw, ...('ticket' in one && { ticket: one.ticket }), ...value });
    }
  }
  return asked.length;
}

/** In the database, beside the cursors of the reconcilers. One that does not answer keeps nobody from going on. */
export function resumeIn(
  store: ReconcilerStore,
  identity: string,
  { fromStart, resumed, lost }: { fromStart: boolean; resumed: (cursor: string) => void; lost: (why: string) => void },
): Resume {
  const name = `backfill/${identity}`;
  let rev = 0;
  let isLost = false;
  const orLost = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
    if (isLost) return undefined;
    try {
      return await ask();
    } catch (error) {
      isLost = true;
      lost((error as Error).message);
      return undefined;
    }
  };
  return {
    from: () =>
      orLost(async () => {
        const there = await store.read(name);
        rev = there?.rev ?? 0;
        if (there === null || fromStart) return undefined;
        resumed(there.cursor);
        return there.cursor;
      }),
    to: async (cursor) => {
      await orLost(async () => {
        if (await store.move(name, rev, { cursor, readUpTo: null, at: Date.now() })) rev++;
        else throw new Error('another backfill of the same is under way');
      });
    },
    end: async () => void (await orLost(() => store.forget(name))),
  };
}
