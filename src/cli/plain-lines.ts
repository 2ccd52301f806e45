/** Lines of timelines of which there is nothing to say, read without a schema: most are such, and there are millions of them. */
import { TICKET_ID, type Field, type Member, type Members } from '../domain/forms/field.js';
import { FACTS, ID, INSTANT, NEW_TICKET, TICKET_CHANGES, TICKET_ID_FIELD } from '../domain/forms/messages.js';
import type { Instant } from '../domain/rules/policy.js';
import type { TimelineEvent } from '../domain/simulation/timeline.js';
import { looksClosing } from '../domain/ticket/closing.js';
import type { Fact } from '../domain/ticket/facts.js';
import type { NewTicket } from '../domain/ticket/ticket.js';
import { parseInstant } from '../domain/time/instant.js';
import { readField, type KnownWords } from '../reading/field.js';
import { knownOf } from '../schemas/fields.js';
import type { KnownNames } from '../schemas/known-names.js';
import { eventIdOf } from '../schemas/timeline-event.js';

type Values = Record<string, unknown>;

/** By the key of a line: what its value must be; null: it is read elsewhere. */
interface Form {
  keys: ReadonlyMap<string, Member | null>;
  required: readonly string[];
}

const COMMON: Members = {
  at: { field: INSTANT },
  ticketId: { field: TICKET_ID_FIELD },
  arrives: { field: INSTANT, optional: true },
  eventId: { field: ID, optional: true },
};

const LINES = new Map<unknown, Form>(
  [['created', {}] as const, ...Object.entries(FACTS)].map(([type, told]) => [
    type,
    form({ ...COMMON, ...told }, type === 'created' ? ['type', 'ticket'] : ['type']),
  ]),
);
const { ticketId: _beside, ...TICKET_MEMBERS } = NEW_TICKET;
const TICKET = form(TICKET_MEMBERS);
const CHANGES = Object.keys(TICKET_CHANGES);

function form(members: Members, others: string[] = []): Form {
  const required = Object.keys(members).filter((name) => !members[name]!.optional);
  return { keys: new Map([...Object.entries(members), ...others.map((name) => [name, null] as const)]), required };
}

/** Every field that takes a line takes one of these. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** How many words are remembered of each field as written the way they are read. */
const WORDS = 1_000;

export class PlainLines {
  /** Whether the last line had a number, which JSON may have altered. */
  hadNumber = false;
  private readonly words = new Map<string, { known: KnownWords | undefined; plain: Set<string> }>();

  constructor(private readonly names: KnownNames) {}

  /**
   * The event of a line, made of the line itself; undefined if it has a mistake, a word that is read otherwise than it is written, or anything
   * unusual.
   */
  read(line: Values, row: number): TimelineEvent | undefined {
    this.hadNumber = false;
    const form = LINES.get(line['type']);
    if (!form || !this.fits(line, form)) return undefined;
    if (line['type'] === 'ticket_changed' && !CHANGES.some((name) => line[name] !== undefined)) return undefined;
    if (line['type'] === 'created') {
      const ticket = line['ticket'];
      if (typeof ticket !== 'object' || ticket === null || Array.isArray(ticket)) return undefined;
      if (!this.fits(ticket as Values, TICKET)) return undefined;
    }
    return eventOf(line, row);
  }

  /** The event of a line that {@link read} has read before: nothing is judged again. */
  readAgain(line: Values, row: number): TimelineEvent {
    take(line, LINES.get(line['type'])!);
    if (line['type'] === 'created') take(line['ticket'] as Values, TICKET);
    return eventOf(line, row);
  }

  /** Whether all members are as usual; they are then as they are read. */
  private fits(values: Values, { keys, required }: Form): boolean {
    for (const name in values) {
      const member = keys.get(name);
      if (member === null) continue;
      if (!member) return false;
      const value = values[name];
      const read = value === null && member.optional ? undefined : this.member(name, member, value);
      if (read === undefined && value !== null) return false;
      if (!Object.is(read, value)) values[name] = read;
    }
    for (const name of required) if (values[name] === undefined) return false;
    return true;
  }

  private member(name: string, { field }: Member, value: unknown): unknown {
    if (typeof value === 'number') this.hadNumber = true;
    if (field.kind === 'word') return this.word(name, field, value);
    if (field.kind === 'ticket-id' && typeof value === 'string' && TICKET_ID.test(value)) return value;
    if (field.kind === 'line' && typeof value === 'string' && value.length <= field.longest && PRINTABLE.test(value)) {
      return value;
    }
    const read = readField(field, value);
    return 'value' in read ? read.value : undefined;
  }

  private word(name: string, field: Field, value: unknown): string | undefined {
    if (typeof value !== 'string') return undefined;
    let known = this.words.get(name);
    if (!known) this.words.set(name, (known = { known: knownOf(name, this.names), plain: new Set() }));
    if (known.plain.has(value)) return value;
    const read = readField(field, value, known.known);
    if (!('value' in read) || read.value !== value) return undefined;
    if (name === 'status' && looksClosing(value, { closingStatuses: [...this.names.closing] })) return undefined;
    if (known.plain.size < WORDS) known.plain.add(value);
    return value;
  }
}

/** The members of a line that fits, as they are read. */
function take(values: Values, { keys }: Form): void {
  for (const name in values) {
    const value = values[name];
    if (value === null) values[name] = undefined;
    // Minus nothing is nothing.
    else if (value === 0) values[name] = 0;
    else if (keys.get(name)?.field.kind === 'instant') values[name] = parseInstant(value);
  }
}

/** With no key but those that were told: each of the others is a field that has changed. */
function changeOf(line: Values): Fact {
  const fact: Values = {};
  for (const name in line) {
    if (name !== 'ticketId' && name !== 'arrives' && line[name] !== undefined) fact[name] = line[name];
  }
  return fact as unknown as Fact;
}

/** @param line with its members as they are read; those that stand beside the fact are taken out of it */
function eventOf(line: Values, row: number): TimelineEvent {
  const {
    at,
    ticketId,
    arrives,
    eventId = eventIdOf(row),
  } = line as { at: Instant; ticketId: string; arrives?: Instant; eventId?: string };
  const heard = arrives ?? at;
  if (line['type'] === 'created') {
    const ticket = line['ticket'] as Values;
    ticket['ticketId'] = ticketId;
    ticket['createdAt'] ??= at;
    return { at: heard, type: 'created', eventId, ticket: ticket as unknown as NewTicket };
  }
  line['eventId'] = eventId;
  if (line['type'] === 'ticket_changed') return { at: heard, ticketId, fact: changeOf(line) };
  line['ticketId'] = undefined;
  if (arrives !== undefined) line['arrives'] = undefined;
  return { at: heard, ticketId, fact: line as unknown as Fact };
}
