/** Lines of a timeline as what a simulation hears. */
import type { TimelineEvent } from '../domain/simulation/simulation.js';
import { askedOf, isAsked } from '../domain/ticket/asked.js';
import type { TimelineCommand } from '../domain/ticket/commands/definition.js';
import type { Fact } from '../domain/ticket/facts.js';
import type { NewTicket } from '../domain/ticket/ticket.js';
import type { TimelineLine } from './fact.js';

/** Of a line that has none: one that nobody can have chosen, since a given one has no control characters. */
export function eventIdOf(row: number): string {
  return `\n${row}`;
}

/** @param row its place, for a line without an `eventId` */
export function eventOf(line: TimelineLine, row: number): TimelineEvent {
  const { at, arrives = at, eventId = eventIdOf(row) } = line;
  if (line.type === 'end') return { at: arrives, type: 'end' };
  if (isAsked(line)) {
    const { type, ticketId } = line;
    const asked = { type, eventId, by: 'somebody', ...askedOf(type, line) } as TimelineCommand;
    return { at: arrives, ticketId, asked };
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
