/** A timeline file in, decisions out, without holding either: read once to find its mistakes, and once to run it. */
import type { Instant, Policy } from '../domain/rules/policy.js';
import { Simulation, type SimulationSink, type TimelineEvent } from '../domain/simulation/simulation.js';
import type { Bars } from './progress.js';
import { RowSet } from './row-set.js';
import { TimelineReader } from './timeline-file.js';

/** Rows that can be read more than once. */
export interface RowSource {
  /** What messages call it. */
  readonly name: string;
  /** How much it is, of what, and how much of that the batches so far were. */
  readonly unit: string;
  readonly total: number;
  readonly done: number;
  /** From the beginning, in batches. */
  rows(): AsyncIterable<string[]>;
  close(): Promise<void>;
}

export interface Loaded {
  policy: Policy;
  hash: string;
}

export interface RefusedFact {
  ticketId: string;
  type: string;
}

export interface TimelineSink extends Omit<SimulationSink, 'moreToCome'> {
  /** A fact for a ticket that was never created. */
  refused(row: number, event: RefusedFact): void;
  /** Now and then: what was told may be printed. */
  flush(): Promise<void>;
}

/** What has to be known of a timeline before its first decision can be told. */
export interface TimelineSurvey {
  /** Reads it again. */
  reader: TimelineReader;
  rows: number;
  /** By time: it can be run as it is read. */
  sorted: boolean;
  /** The earliest and the latest event; infinite if there is none. */
  first: Instant;
  last: Instant;
  /** Rows that are the last of their ticket: after it, only its own watch can stir the ticket. */
  lastRows: RowSet;
  /** Words that were read otherwise than they are written, and the like, each with the number of its first row. */
  warnings: ReadonlyMap<string, number>;
}

type Begin = Pick<Bars, 'begin'>;

/** Reads a timeline for the first time. @throws Failure 2 with every mistake in it. */
export async function survey(source: RowSource, policy: Policy, bars: Begin): Promise<TimelineSurvey> {
  const reader = new TimelineReader(source.name, policy);
  // The only thing that grows with the tickets of the whole timeline, while it is read for the first time.
  const lastRowOf = new Map<string, number>();
  let sorted = true;
  let before = -Infinity;
  const bar = bars.begin(`${source.unit} read`, source.total);
  let done = 0;
  let [first, last] = [Infinity, -Infinity];
  for await (const rows of source.rows()) {
    for (const row of rows) {
      const event = reader.read(row);
      if (!event) continue;
      sorted &&= event.at >= before;
      before = event.at;
      if (before < first) first = before;
      if (before > last) last = before;
      const ticketId = ticketOf(event);
      if (ticketId !== undefined) lastRowOf.set(ticketId, reader.row);
    }
    bar.advance(source.done - done);
    done = source.done;
  }
  reader.conclude();
  const lastRows = new RowSet();
  for (const row of lastRowOf.values()) lastRows.add(row);
  return { reader, rows: reader.row, sorted, first, last, lastRows, warnings: reader.warnings };
}

const DAY = 86_400_000;

/** So many rows of one that is held whole. */
const FLUSHED_AFTER = 1_000;

/** Runs a timeline without mistakes. One that is not sorted is held whole. */
export async function run(
  source: RowSource,
  { reader, rows: total, sorted, lastRows }: TimelineSurvey,
  { policy, hash }: Loaded,
  sink: TimelineSink,
  bars: Begin,
): Promise<void> {
  /** Tickets that are open, of which no row is to come. */
  const complete = new Set<string>();
  const simulation = new Simulation(policy, hash, {
    decided: (decision) => sink.decided(decision),
    ...(sink.looked && { looked: (ticket) => sink.looked!(ticket) }),
    moreToCome: (ticketId) => !complete.has(ticketId),
    over(ticket, nth) {
      complete.delete(ticket.ticketId);
      sink.over(ticket, nth);
    },
  });
  const add = (event: TimelineEvent, row: number) => {
    if (simulation.add(event)) {
      if (sorted && lastRows.has(row)) complete.add(ticketOf(event)!);
      return;
    }
    if (!('ticketId' in event)) return;
    const { type } = 'fact' in event ? event.fact : event.asked;
    sink.refused(row, { ticketId: event.ticketId, type });
  };

  reader.rewind();
  const waiting: { event: TimelineEvent; row: number }[] = [];
  let bar = bars.begin(sorted ? 'rows' : 'rows read again', total);
  for await (const rows of source.rows()) {
    // First all of them are read, and then all run: it is the faster for what the processor keeps at hand.
    const before = reader.row;
    const events = rows.map((text) => reader.readAgain(text));
    for (const [i, event] of events.entries()) {
      const row = before + i + 1;
      if (!event) continue;
      if (sorted) add(event, row);
      else waiting.push({ event, row });
    }
    bar.advance(rows.length);
    await sink.flush();
  }
  if (!sorted) bar = bars.begin('rows', waiting.length);
  for (const [i, { event, row }] of waiting.sort((a, b) => a.event.at - b.event.at).entries()) {
    add(event, row);
    bar.advance();
    if (i % FLUSHED_AFTER === 0) await sink.flush();
  }
  let before = 0;
  for (const { passed, most } of simulation.finishing()) {
    if (before === 0) bar = bars.begin('days after the last row', most / DAY);
    bar.advance((passed - before) / DAY);
    before = passed;
    await sink.flush();
  }
}

function ticketOf(event: TimelineEvent): string | undefined {
  if ('ticketId' in event) return event.ticketId;
  return event.type === 'created' ? event.ticket.ticketId : undefined;
}
