/** Lines of timelines of which there is nothing to say, read without a schema: most are such, and there are millions of them. */
import { TICKET_ID, type Field, type Member, type Members } from '../domain/forms/field.js';
import { FACTS, ID, INSTANT, NEW_TICKET, TICKET_ID_FIELD } from '../domain/forms/messages.js';
import type { TimelineEvent } from '../domain/simulation/timeline.js';
import type { Fact } from '../domain/ticket/facts.js';
import { looksClosing } from '../domain/ticket/closing.js';
import type { NewTicket } from '../domain/ticket/ticket.js';
import { parseInstant } from '../domain/time/instant.js';
import { readField, type Known } from '../reading/field.js';
import { knownOf } from '../schemas/fields.js';
import type { KnownNames } from '../schemas/known-names.js';
import { eventIdOf } from '../schemas/timeline-event.js';

type Values = Record<string, unknown>;

/** What a line says beside the fact. */
interface Beside extends Values {
  at: number;
  ticketId: string;
  arrives: number | undefined;
  eventId: string | undefined;
}

/** By the key of a line: what its value must be, and whether it goes beside the fact; null: it is read elsewhere. */
interface Form {
  keys: ReadonlyMap<string, (Member & { isBeside: boolean }) | null>;
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

function form(members: Members, others: string[] = []): Form {
  const keys: [string, (Member & { isBeside: boolean }) | null][] = Object.entries(members).map(([name, member]) => [
    name,
    { ...member, isBeside: Object.hasOwn(COMMON, name) },
  ]);
  const required = Object.keys(members).filter((name) => !members[name]!.optional);
  return { keys: new Map([...keys, ...others.map((name) => [name, null] as const)]), required };
}

/** Every field that takes a line takes one of these. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** How many words are remembered of each field as written the way they are read. */
const WORDS = 1_000;

export class PlainLines {
  /** Whether the last line had a number, which JSON may have altered. */
  hadNumber = false;
  private trusted = false;
  private readonly words = new Map<string, { known: Known | undefined; plain: Set<string> }>();

  constructor(private readonly names: KnownNames) {}

  /** The event of a line; undefined if it has a mistake, a word that is read otherwise than it is written, or anything unusual. */
  read(line: Values, row: number): TimelineEvent | undefined {
    this.hadNumber = false;
    this.trusted = false;
    return this.event(line, row);
  }

  /** The event of a line that {@link read} has read before: nothing is judged again. */
  readAgain(line: Values, row: number): TimelineEvent {
    this.trusted = true;
    return this.event(line, row)!;
  }

  private event(line: Values, row: number): TimelineEvent | undefined {
    const { type } = line;
    const form = LINES.get(type);
    if (!form) return undefined;
    const beside: Beside = { at: 0, ticketId: '', arrives: undefined, eventId: undefined };
    if (type === 'created') return this.created(line, form, beside, row);
    const fact: Values = { type, eventId: '', at: 0 };
    const told = this.fill(fact, beside, line, form);
    if (told === undefined || (type === 'ticket_changed' && told === 0)) return undefined;
    const { at, ticketId, arrives = at, eventId = eventIdOf(row) } = beside;
    fact['eventId'] = eventId;
    fact['at'] = at;
    return { at: arrives, ticketId, fact: fact as unknown as Fact };
  }

  private created(line: Values, form: Form, beside: Beside, row: number): TimelineEvent | undefined {
    const given = line['ticket'];
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
    if (this.fill({}, beside, line, form) === undefined) return undefined;
    const { at, ticketId, arrives = at, eventId = eventIdOf(row) } = beside;
    const ticket: Values = { ticketId, createdAt: at };
    if (this.fill(ticket, ticket, given as Values, TICKET) === undefined) return undefined;
    return { at: arrives, type: 'created', eventId, ticket: ticket as unknown as NewTicket };
  }

  /** Reads all members, and says how many of them go into `told`; undefined if something is unusual. */
  private fill(told: Values, beside: Values, line: Values, { keys, required }: Form): number | undefined {
    let count = 0;
    for (const name in line) {
      const member = keys.get(name);
      if (member === null) continue;
      if (!member) return undefined;
      const value = line[name];
      if (value === null && member.optional) continue;
      const read = this.member(name, member, value);
      if (read === undefined) return undefined;
      if (member.isBeside) beside[name] = read;
      else {
        told[name] = read;
        count++;
      }
    }
    if (!this.trusted) for (const name of required) if (!Object.hasOwn(line, name)) return undefined;
    return count;
  }

  private member(name: string, { field }: Member, value: unknown): unknown {
    if (typeof value === 'number') this.hadNumber = true;
    if (this.trusted) {
      if (field.kind === 'instant') return parseInstant(value);
      return typeof value === 'number' ? value + 0 : value;
    }
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
