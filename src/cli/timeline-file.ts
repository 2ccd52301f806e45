/** Reading a timeline: JSON lines, every mistake with its line, all at once. */
import { InvalidRequestError } from '../client/errors.js';
import { CHANGE_KEYS, readChanges } from '../client/fact-form.js';
import { readId, readInstant, readOneOf, readScore, readTicketId } from '../client/form.js';
import { readTicket, type TicketToOpen } from '../client/ticket-form.js';
import type { Fact } from '../domain/facts.js';
import type { Policy } from '../domain/policy.js';
import type { Simulated, TimelineEvent } from '../domain/timeline.js';
import { nearest } from '../policy/spelling.js';
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

export interface Timeline {
  /** In the order of the file. */
  events: TimelineEvent[];
  /** Line number of each event, counted from 1. */
  lines: number[];
}

/** Reads a timeline. @throws Failure 2 with every problem, one on a line, each with the number of its line. */
export function readTimeline({ name, text }: Input, policy: Policy): Timeline {
  const timeline: Timeline = { events: [], lines: [] };
  const problems: string[] = [];
  text.split('\n').forEach((row, index) => {
    if (row.trim() === '') return;
    const number = index + 1;
    try {
      timeline.events.push(readEvent(readLine(row), number, policy));
      timeline.lines.push(number);
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      problems.push(`${name}:${number}: ${error.message}`);
    }
  });
  if (problems.length > 0) throw new Failure(2, problems.join('\n'));
  return timeline;
}

/** The line of each refused fact. */
export function linesOfRefused({ events, lines }: Timeline, refused: Simulated['refused']): number[] {
  const keyOf = (ticketId: string, at: number, type: string) => JSON.stringify([ticketId, at, type]);
  const waiting = new Map<string, number[]>();
  if (refused.length > 0) {
    events.forEach((event, i) => {
      if (!('fact' in event)) return;
      const key = keyOf(event.ticketId, event.at, event.fact.type);
      const same = waiting.get(key);
      if (same) same.push(lines[i]!);
      else waiting.set(key, [lines[i]!]);
    });
  }
  // Of several like facts at one instant, those before the ticket's creation are the first.
  return refused.map(({ ticketId, at, event }) => waiting.get(keyOf(ticketId, at, event))!.shift()!);
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
  return { at, ticketId, fact: { ...factOf(type, line), eventId, at } as Fact };
}

function factOf(type: Exclude<LineType, 'created' | 'end'>, line: Line) {
  switch (type) {
    case 'sentiment_scored':
      return { type, score: readScore(line['score']) };
    case 'ticket_changed':
      return { type, ...readChanges(line) };
    default:
      return { type };
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
