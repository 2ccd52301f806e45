/** Timelines of real tickets: from the histories of their workflows, else from the database. */
import type { RecordedLine } from '../../client/index.js';
import { readDuration } from '../../reading/duration.js';
import { iso } from '../../domain/time/instant.js';
import { isWrong } from '../../reading/scalar.js';
import { withEngine, type Engine } from '../engine.js';
import { Failure } from '../failure.js';
import { progress } from '../progress.js';
import { sideBySide } from '../side-by-side.js';
import type { RowSource } from '../simulating.js';
import type { Terminal } from '../terminal.js';
import { counted } from './comparison.js';
import { lifeFromDatabase } from './from-database.js';

/** How many histories are asked for at the same time. */
const AT_ONCE = 8;
/** How many rows go in a batch. */
const BATCH = 1_000;

export interface Recorded extends RowSource {
  /** What is not known of the tickets, in sentences. */
  lacks: string[];
}

/** The life of a ticket. @throws Failure 1 when neither Temporal nor the database knows it */
export function recordedTicket(ticketId: string, terminal: Terminal): Promise<Recorded> {
  return withEngine(terminal, async (engine) => {
    const life = await lifeOf(engine, ticketId);
    if (!life) throw new Failure(1, `there is no ticket ${ticketId}`);
    return asRows(`ticket ${ticketId}`, [life]);
  });
}

/** The lives of all tickets that were created in the last so long, until now. @throws Failure 2 when it is no length of time */
export function recordedSince(length: string, terminal: Terminal): Promise<Recorded> {
  const read = readDuration(length);
  if (isWrong(read)) throw new Failure(2, `--since ${read.message}; ${read.expected}`);
  const now = Date.now();
  const since = new Date(now - read.value);
  return withEngine(terminal, async (engine) => {
    const { archive } = engine.store;
    const filter = { createdAt: { $gte: since } };
    const bar = progress({ label: 'tickets', stream: terminal.stderr });
    const lives: Life[] = [];
    try {
      for await (const life of sideBySide(archive.find(filter, ['_id'], ''), AT_ONCE, ({ _id }) =>
        lifeOf(engine, _id),
      )) {
        if (life) lives.push(life);
        bar.advance();
      }
    } finally {
      bar.end();
    }
    return asRows(`the last ${length}`, lives, now);
  });
}

interface Life {
  lines: RecordedLine[];
  lacks?: string;
  byHand: number;
}

/** Undefined: neither Temporal nor the database has anything of it. */
async function lifeOf({ rung, store }: Engine, ticketId: string): Promise<Life | undefined> {
  const recorded = await rung.recordedLife(ticketId);
  if (recorded?.isWhole) return recorded;
  const known = await store.store.load(ticketId);
  if (!known) return recorded;
  return { ...lifeFromDatabase(known.state, await store.archive.log(ticketId)), byHand: 0 };
}

/**
 * As the file of a timeline would have it: in the order in which the engine heard of it.
 * @param end until when virtual time goes on at least. Default: until nothing is left to wait for
 */
function asRows(name: string, lives: readonly Life[], end?: number): Recorded {
  const lines = lives.flatMap((life) => life.lines);
  lines.sort((a, b) => (a.arrives < b.arrives ? -1 : a.arrives > b.arrives ? 1 : 0));
  const rows = lines.map((line) => JSON.stringify(line));
  if (end !== undefined && rows.length > 0) {
    // The clock of the engine may be ahead of the one here.
    const last = Math.max(end, Date.parse(lines.at(-1)!.arrives));
    rows.push(JSON.stringify({ at: iso(last), type: 'end' }));
  }
  let done = 0;
  return {
    name,
    unit: 'rows',
    total: rows.length,
    get done() {
      return done;
    },
    lacks: lacksOf(lives),
    async *rows() {
      for (let from = 0; from < rows.length; from += BATCH) {
        done = Math.min(from + BATCH, rows.length);
        yield rows.slice(from, from + BATCH);
      }
      await Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function lacksOf(lives: readonly Life[]): string[] {
  const forgotten = lives.flatMap(({ lacks }) => lacks ?? []);
  const byHand = lives.reduce((sum, life) => sum + life.byHand, 0);
  return [
    ...(forgotten.length > 3
      ? [`${counted(forgotten.length)} tickets are known from the database alone; of each it lacks what this one says:`]
      : []),
    ...forgotten.slice(0, forgotten.length > 3 ? 1 : 3),
    ...(byHand > 0
      ? [
          `left out: ${counted(byHand)} ${byHand === 1 ? 'step that somebody' : 'steps that people'} asked for, up or down`,
        ]
      : []),
  ];
}
