/** Reading a timeline: JSON lines, every mistake with its line, all at once. */
import { InvalidRequestError } from '../client/errors.js';
import { CHANGE_KEYS, readChanges } from '../client/fact-form.js';
import { readId, readInstant, readOneOf, readScore, readTicketId } from '../client/form.js';
import { readTicket, type TicketToOpen } from '../client/ticket-form.js';
import type { Fact } from '../domain/ticket/facts.js';
import type { Instant, Policy } from '../domain/rules/policy.js';
import type { TimelineEvent } from '../domain/simulation/timeline.js';
import { parseInstant } from '../domain/time/instant.js';
import { nearest } from '../reading/spelling.js';
import { Failure } from './failure.js';
import type { Input } from './input.js';
import { misspeltKeys } from './ticket-keys.js';

/** Which keys a line of each type may have. */
const LINE_KEYS = {
  created: ['at', 'ticketId', 'type', 'eventId', 'ticket'],
  customer_replied: ['at', 'ticketId', 'type', 'eventId'],
  agent_replied: ['at', 'ticketId', 'type', 'eventId'],
  sentiment_scored: ['at', 'ticketId', 'type', 'eventId', 'score'],
  ticket_changed: ['at', 'ticketId', 'type', 'eventId', ...CHANGE_KEYS],
  resolution_confirmed: ['at', 'ticketId', 'type', 'eventId'],
  end: ['at', 'ticketId', 'type', 'eventId'],
} as const;
type LineType = keyof typeof LINE_KEYS;
const TYPES = Object.keys(LINE_KEYS);

type Line = Record<string, unknown>;

/** Reads a timeline row after row. */
export class TimelineReader {
  /** Number of the last row, counted from 1. */
  row = 0;
  private readonly problems: string[] = [];

  constructor(
    /** What messages call the timeline. */
    private readonly name: string,
    private readonly policy: Policy,
  ) {}

  /** The event of the next row; none in an empty one, and in one with a mistake, which is kept for {@link conclude}. */
  read(text: string): TimelineEvent | undefined {
    this.row++;
    if (text.trim() === '') return undefined;
    try {
      return readEvent(readLine(text), this.row, this.policy);
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      this.problems.push(`${this.name}:${this.row}: ${error.message}`);
      return undefined;
    }
  }

  /** The event of the next row of a timeline that was found without mistakes: nothing but its meaning is read. */
  readAgain(text: string): TimelineEvent | undefined {
    this.row++;
    if (text.trim() === '') return undefined;
    return eventAgain(JSON.parse(text) as Line, this.row, this.policy);
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

function readLine(row: string): Line {
  let line: unknown;
  try {
    line = JSON.parse(row);
  } catch (cause) {
    throw new InvalidRequestError('this is not JSON; a timeline has one JSON object on each line', { cause });
  }
  if (typeof line === 'object' && line !== null && !Array.isArray(line)) return line as Line;
  throw new InvalidRequestError('this is not a JSON object such as {"at":"2026-01-05T09:00:00Z","ticketId":"T-1",…}');
}

function readEvent(line: Line, number: number, policy: Policy): TimelineEvent {
  const type = readOneOf(line['type'], 'type', TYPES) as LineType;
  const problems: string[] = [];
  const read = <T>(reading: () => T): T => {
    try {
      return reading();
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      problems.push(error.message);
      return undefined as T;
    }
  };
  const event = read(() => eventOf(type, line, number, policy, read));
  for (const key of Object.keys(line)) {
    const known: readonly string[] = LINE_KEYS[type];
    if (!known.includes(key)) problems.push(unknownKey(key, `a line of type ${type}`, known));
  }
  if (problems.length > 0) throw new InvalidRequestError(problems.join('; '));
  return event;
}

function eventOf(
  type: LineType,
  line: Line,
  number: number,
  policy: Policy,
  read: <T>(reading: () => T) => T,
): TimelineEvent {
  const at = read(() => readInstant(line['at'], 'at'));
  // An id nobody can have chosen: a given one has no control characters.
  const eventId = line['eventId'] === undefined ? `\n${number}` : read(() => readId(line['eventId'], 'eventId'));
  if (type === 'end') return { at, type };
  const ticketId = read(() => readTicketId(line['ticketId']));
  if (type === 'created') return { at, type, eventId, ticket: readNewTicket(ticketId, line['ticket'], at, policy) };
  return { at, ticketId, fact: factOf(type, line, eventId, at) };
}

/** {@link eventOf} for a line without mistakes. */
function eventAgain(line: Line, number: number, policy: Policy): TimelineEvent {
  const type = line['type'] as LineType;
  const at = parseInstant(line['at'])!;
  const ticketId = line['ticketId'] as string;
  const eventId = (line['eventId'] as string | undefined) ?? `\n${number}`;
  switch (type) {
    case 'end':
      return { at, type };
    case 'created':
      return { at, type, eventId, ticket: readNewTicket(ticketId, line['ticket'], at, policy) };
    case 'sentiment_scored':
      return { at, ticketId, fact: { type, eventId, at, score: line['score'] as number } };
    case 'ticket_changed':
      return { at, ticketId, fact: { type, eventId, at, ...readChanges(line) } };
    default:
      return { at, ticketId, fact: { type, eventId, at } };
  }
}

function factOf(type: Fact['type'], line: Line, eventId: string, at: Instant): Fact {
  switch (type) {
    case 'sentiment_scored':
      return { type, eventId, at, score: readScore(line['score']) };
    case 'ticket_changed':
      return { type, eventId, at, ...readChanges(line) };
    default:
      return { type, eventId, at };
  }
}

function readNewTicket(ticketId: string, ticket: unknown, at: number, policy: Policy) {
  if (typeof ticket !== 'object' || ticket === null || Array.isArray(ticket)) {
    throw new InvalidRequestError(
      'ticket must be an object such as {"status":"open","priority":"normal","customerTier":"standard","slaHours":24}',
    );
  }
  const fields = ticket as TicketToOpen & Line;
  const misspelt = misspeltKeys(fields, { strict: true });
  if (misspelt.length > 0) throw new InvalidRequestError(`ticket: ${misspelt.join('; ')}`);
  if (fields.ticketId !== undefined && fields.ticketId !== ticketId) {
    throw new InvalidRequestError(`ticket.ticketId is ${JSON.stringify(fields.ticketId)}, and ticketId something else`);
  }
  // A ticket may have a priority the policy does not list; the engine leaves that alone.
  const priorities = typeof fields.priority === 'string' ? [...policy.priorities, fields.priority] : policy.priorities;
  return readTicket({ ...fields, ticketId }, { ...policy, priorities }, at);
}

function unknownKey(key: string, where: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `${where} has no key ${JSON.stringify(key)}${meant ? `; did you mean ${meant}?` : ''}`;
}
