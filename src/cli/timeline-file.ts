/** Reading a timeline: JSON lines, every mistake with its line, all at once. */
import type { Policy } from '../domain/rules/policy.js';
import type { TimelineEvent } from '../domain/simulation/timeline.js';
import { mayAlterNumbers, NOT_JSON, readJson } from '../reading/json.js';
import { timelineLineSchema } from '../schemas/fact.js';
import { namesOf } from '../schemas/known-names.js';
import { readBy } from '../schemas/read.js';
import { eventOf } from '../schemas/timeline-event.js';
import { Failure } from './failure.js';
import type { Input } from './input.js';
import { PlainLines } from './plain-lines.js';
import { RowSet } from './row-set.js';
import { misspeltKeys } from './ticket-keys.js';
import { counted } from './words/count.js';

/** So many mistakes are told, and how many more there are. */
const MOST_PROBLEMS = 1_000;

/** Reads a timeline row after row. */
export class TimelineReader {
  /** Number of the last row, counted from 1. */
  row = 0;
  /** Words that were read otherwise than they are written, each with the number of its first row. */
  readonly warnings = new Map<string, number>();
  /** The first of them. */
  private readonly problems: string[] = [];
  private mistakes = 0;
  private readonly names;
  private readonly schema;
  private readonly plain;
  /** Those that {@link PlainLines} has read. */
  private readonly plainRows = new RowSet();

  constructor(
    /** What messages call the timeline. */
    private readonly name: string,
    policy: Policy,
  ) {
    this.names = namesOf(policy);
    this.schema = timelineLineSchema(this.names);
    this.plain = new PlainLines(this.names);
  }

  /** The event of the next row; none in an empty one, and in one with a mistake, which is kept for {@link conclude}. */
  read(text: string): TimelineEvent | undefined {
    this.row++;
    if (text.trim() === '') return undefined;
    const plain = this.readPlain(text);
    if (!plain) return this.readBySchema(text);
    this.plainRows.add(this.row);
    return plain;
  }

  private readPlain(text: string): TimelineEvent | undefined {
    const value = parsed(text);
    if (!isObject(value)) return undefined;
    const event = this.plain.read(value, this.row);
    return event && this.plain.hadNumber && mayAlterNumbers(text) ? undefined : event;
  }

  private readBySchema(text: string): TimelineEvent | undefined {
    const json = readJson(text);
    if ('problem' in json) {
      return this.objects(
        json.problem === NOT_JSON ? `${json.problem}; a timeline has one JSON object on each line` : json.problem,
      );
    }
    const { value } = json;
    if (!isObject(value)) {
      return this.objects('this is not a JSON object such as {"at":"2026-01-05T09:00:00Z","ticketId":"T-1",…}');
    }
    const read = readBy(this.schema, value, this.names.closing);
    const problems = [...('problems' in read ? read.problems : []), ...problemsOfTicket(value)];
    if ('problems' in read || problems.length > 0) return this.objects(problems.join('; '));
    for (const warning of read.warnings) if (!this.warnings.has(warning)) this.warnings.set(warning, this.row);
    return eventOf(read.value, this.row);
  }

  /** Goes back to the first row of a timeline that was found without mistakes, for {@link readAgain}. */
  rewind(): void {
    this.row = 0;
  }

  /** The event of the next row, which has been read before: what is only to be said is not looked for again. */
  readAgain(text: string): TimelineEvent | undefined {
    this.row++;
    if (text.trim() === '') return undefined;
    const value = JSON.parse(text) as Record<string, unknown>;
    if (this.plainRows.has(this.row)) return this.plain.readAgain(value, this.row);
    return eventOf(this.schema.parse(value), this.row);
  }

  private objects(problem: string): undefined {
    if (++this.mistakes <= MOST_PROBLEMS) this.problems.push(`${this.name}:${this.row}: ${problem}`);
  }

  /** @throws Failure 2 with the problems so far (the first 1,000, and how many more there are), one on a line, each with the number of its row. */
  conclude(): void {
    if (this.mistakes === 0) return;
    const more = this.mistakes - this.problems.length;
    throw new Failure(
      2,
      [...this.problems, ...(more > 0 ? [`${this.name}: ${counted(more, 'more mistake')}`] : [])].join('\n'),
    );
  }
}

/** Reads a whole timeline, in the order of the file. @throws Failure 2 with every problem. */
export function readTimeline({ name, text }: Input, policy: Policy): { events: TimelineEvent[] } {
  const reader = new TimelineReader(name, policy);
  const events = text.split('\n').flatMap((row) => reader.read(row) ?? []);
  reader.conclude();
  return { events };
}

/** What the schema lets through, since the help desk has keys of its own, and only one of two ids can be meant. */
function problemsOfTicket({ type, ticketId, ticket }: Record<string, unknown>): string[] {
  if (type !== 'created' || !isObject(ticket)) return [];
  const misspelt = misspeltKeys(ticket, { strict: true }).map((problem) => `ticket: ${problem}`);
  const own = ticket['ticketId'];
  if (own === undefined || own === null || own === ticketId || typeof ticketId !== 'string') return misspelt;
  return [...misspelt, `ticket.ticketId is ${JSON.stringify(own)}, and ticketId something else`];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
