/** Reading a timeline: JSON lines, every mistake with its line, all at once. */
import type { Policy } from '../domain/rules/policy.js';
import type { TimelineEvent } from '../domain/simulation/timeline.js';
import type { Fact } from '../domain/ticket/facts.js';
import type { NewTicket } from '../domain/ticket/ticket.js';
import type { Field } from '../domain/forms/field.js';
import { ID, INSTANT, SCORE, TICKET_ID_FIELD } from '../domain/forms/messages.js';
import { parseInstant } from '../domain/time/instant.js';
import { readField } from '../reading/field.js';
import { NOT_JSON, readJson } from '../reading/json.js';
import { timelineLineSchema, type TimelineLine } from '../schemas/fact.js';
import { namesOf } from '../schemas/known-names.js';
import { readBy } from '../schemas/read.js';
import { Failure } from './failure.js';
import type { Input } from './input.js';
import { misspeltKeys } from './ticket-keys.js';

/** Reads a timeline row after row. */
export class TimelineReader {
  /** Number of the last row, counted from 1. */
  row = 0;
  /** Words that were read otherwise than they are written, each with the number of its first row. */
  readonly warnings = new Map<string, number>();
  private readonly problems: string[] = [];
  private readonly names;
  private readonly schema;

  constructor(
    /** What messages call the timeline. */
    private readonly name: string,
    policy: Policy,
  ) {
    this.names = namesOf(policy);
    this.schema = timelineLineSchema(this.names);
  }

  /** The event of the next row; none in an empty one, and in one with a mistake, which is kept for {@link conclude}. */
  read(text: string): TimelineEvent | undefined {
    this.row++;
    if (text.trim() === '') return undefined;
    const json = readJson(text);
    if ('problem' in json) {
      return this.objects(
        json.problem === NOT_JSON ? `${json.problem}; a timeline has one JSON object on each line` : json.problem,
      );
    }
    const { value } = json;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.objects('this is not a JSON object such as {"at":"2026-01-05T09:00:00Z","ticketId":"T-1",…}');
    }
    const plain = readPlainFact(value as PlainLine, this.row);
    if (plain) return plain;
    const read = readBy(this.schema, value, this.names.closing);
    const problems = [...('problems' in read ? read.problems : []), ...problemsOfTicket(value)];
    if ('problems' in read || problems.length > 0) return this.objects(problems.join('; '));
    for (const warning of read.warnings) if (!this.warnings.has(warning)) this.warnings.set(warning, this.row);
    return eventOf(read.value, this.row);
  }

  /** The event of the next row of a timeline that was found without mistakes: what is only to be said is not looked for again. */
  readAgain(text: string): TimelineEvent | undefined {
    this.row++;
    if (text.trim() === '') return undefined;
    const value = JSON.parse(text) as PlainLine;
    return plainFact(value, this.row) ?? eventOf(this.schema.parse(value), this.row);
  }

  private objects(problem: string): undefined {
    this.problems.push(`${this.name}:${this.row}: ${problem}`);
  }

  /** @throws Failure 2 with every problem so far, one on a line, each with the number of its row. */
  conclude(): void {
    if (this.problems.length > 0) throw new Failure(2, this.problems.join('\n'));
  }
}

/** Reads a whole timeline, in the order of the file. @throws Failure 2 with every problem. */
export function readTimeline({ name, text }: Input, policy: Policy): { events: TimelineEvent[] } {
  const reader = new TimelineReader(name, policy);
  const events = text.split('\n').flatMap((row) => reader.read(row) ?? []);
  reader.conclude();
  return { events };
}

interface PlainLine {
  [key: string]: unknown;
  at: string;
  arrives?: string | null;
  ticketId: string;
  type: string;
  eventId?: string | null;
  score: number;
}

/** What needs no schema, since most lines are such: a fact without words, if nothing is wrong with it. */
function readPlainFact(line: PlainLine, row: number): TimelineEvent | undefined {
  const { type } = line;
  if (type !== 'customer_replied' && type !== 'agent_replied' && type !== 'sentiment_scored') return undefined;
  for (const key in line) {
    const field = PLAIN[key];
    if (!field || (key === 'score' && type !== 'sentiment_scored') || 'objection' in readField(field, line[key])) {
      return undefined;
    }
  }
  const isWhole = 'at' in line && 'ticketId' in line && (type !== 'sentiment_scored' || 'score' in line);
  if (!isWhole) return undefined;
  return plainFact(line, row);
}

const PLAIN: Readonly<Record<string, Field>> = {
  type: { kind: 'choice', of: ['customer_replied', 'agent_replied', 'sentiment_scored'] },
  ticketId: TICKET_ID_FIELD,
  at: INSTANT,
  arrives: INSTANT,
  eventId: ID,
  score: SCORE,
};

/** A fact without words that a policy may spell otherwise, of a line without mistakes: most lines are such. */
function plainFact(line: PlainLine, row: number): TimelineEvent | undefined {
  const { type, ticketId } = line;
  if (type !== 'customer_replied' && type !== 'agent_replied' && type !== 'sentiment_scored') return undefined;
  const happened = parseInstant(line.at)!;
  const at = line.arrives ? parseInstant(line.arrives)! : happened;
  const eventId = line.eventId ?? `\n${row}`;
  if (type !== 'sentiment_scored') return { at, ticketId, fact: { type, eventId, at: happened } };
  return { at, ticketId, fact: { type, eventId, at: happened, score: line.score + 0 } };
}

interface Line {
  type?: unknown;
  ticketId?: unknown;
  ticket?: unknown;
}

/** What the schema lets through, since the help desk has keys of its own, and only one of two ids can be meant. */
function problemsOfTicket({ type, ticketId, ticket }: Line): string[] {
  if (type !== 'created' || typeof ticket !== 'object' || ticket === null || Array.isArray(ticket)) return [];
  const fields = ticket as Record<string, unknown>;
  const misspelt = misspeltKeys(fields, { strict: true }).map((problem) => `ticket: ${problem}`);
  const own = fields['ticketId'];
  if (own === undefined || own === null || own === ticketId || typeof ticketId !== 'string') return misspelt;
  return [...misspelt, `ticket.ticketId is ${JSON.stringify(own)}, and ticketId something else`];
}

function eventOf(line: TimelineLine, row: number): TimelineEvent {
  // An id nobody can have chosen: a given one has no control characters.
  const { at, arrives = at, eventId = `\n${row}` } = line;
  if (line.type === 'end') return { at: arrives, type: 'end' };
  if (line.type === 'acknowledged' || line.type === 'snoozed') {
    const { ticketId, by = 'somebody' } = line;
    const asked =
      line.type === 'snoozed' ? { type: line.type, by, until: line.until ?? null } : { type: line.type, by };
    return { at: arrives, ticketId, asked: { ...asked, eventId } };
  }
  if (line.type !== 'created') {
    const { ticketId, arrives: _arrives, text: _text, ...fact } = line as typeof line & { text?: string };
    return { at: arrives, ticketId, fact: given<Fact>({ ...fact, eventId }) };
  }
  const { ticketId, ticket } = line;
  return {
    at: arrives,
    type: 'created',
    eventId,
    ticket: given<NewTicket>({ ...ticket, createdAt: ticket.createdAt ?? at, ticketId }),
  };
}

/** Only the fields that are there. */
function given<T extends object>(fields: T): T {
  for (const key of Object.keys(fields) as (keyof T)[]) if (fields[key] === undefined) delete fields[key];
  return fields;
}
