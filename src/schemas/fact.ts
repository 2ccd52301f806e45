/** Facts, as lines of a timeline and as messages to the intake. */
import { z } from 'zod';
import { FACTS, HAPPENED, INSTANT, TEXT, TICKET_CHANGES, TICKET_ID_FIELD } from '../domain/forms/messages.js';
import { askedFields } from '../domain/ticket/asked.js';
import { PEOPLES_DECISIONS } from '../domain/ticket/commands.js';
import type { PeoplesDecision } from '../domain/ladder/decision.js';
import type { Fact } from '../domain/ticket/facts.js';
import { fieldSchema, optionalField, shapeOf } from './fields.js';
import type { KnownNames } from './known-names.js';
import { readField } from '../reading/field.js';
import { perNames } from './per-names.js';
import { noOtherKeys } from './problems.js';
import { createdTicketSchema } from './ticket.js';

/** What has happened, by the type of the fact. */
export const MEANING: Record<Fact['type'], string> = {
  customer_replied: 'The customer has replied.',
  agent_replied: 'An agent has replied.',
  sentiment_scored: 'The customer’s mood was scored.',
  ticket_changed: 'The help desk has changed fields of the ticket; at least one is given, and null is none.',
  resolution_confirmed: 'The customer confirms that the problem is solved.',
};

/** What a fact tells beside its type, when and of which ticket. */
function told<T extends Fact['type']>(type: T, names: KnownNames | undefined) {
  return shapeOf<(typeof FACTS)[T]>(FACTS[type] as never, names);
}

const CHANGES = Object.keys(TICKET_CHANGES);
function changesSomething(line: object): boolean {
  return CHANGES.some((key) => (line as Record<string, unknown>)[key] !== undefined);
}
const NO_CHANGE = { error: `a change needs one of ${CHANGES.join(', ')}` };

function lineOf<T extends string, S extends z.ZodRawShape>(type: T, rest: S) {
  const shape = { ...rest, type: z.literal(type) };
  return z.strictObject(shape, noOtherKeys(`a line of type ${type}`, Object.keys(shape)));
}

/** An object for each type of fact, with `common` in each. */
function factObjects<C extends z.ZodRawShape>(common: C, names: KnownNames | undefined) {
  const line = <T extends Fact['type']>(type: T) =>
    lineOf(type, { ...common, ...told(type, names) }).meta({ description: MEANING[type] });
  return [
    lineOf('customer_replied', { ...common, text: optionalField('text', TEXT) }).meta({
      description: MEANING.customer_replied,
    }),
    line('agent_replied'),
    line('sentiment_scored'),
    line('ticket_changed').refine(changesSomething, NO_CHANGE),
    line('resolution_confirmed'),
  ] as const;
}

const eventId = () => optionalField('eventId', HAPPENED.eventId.field);

function typeOf(types: readonly string[]) {
  return ({ input }: { input?: unknown }) => {
    const read = readField({ kind: 'choice', of: types }, (input as { type?: unknown } | undefined)?.type);
    return 'objection' in read ? read.objection : undefined;
  };
}

/** One fact of a ticket that is named elsewhere. */
export const factSchema = perNames((names?: KnownNames) =>
  z
    .discriminatedUnion('type', factObjects({ eventId: eventId(), at: optionalField('at', INSTANT) }, names), {
      error: typeOf(Object.keys(MEANING)),
    })
    .meta({
      title: 'Fact',
      description: 'Something that happened to a ticket.',
      examples: [{ type: 'sentiment_scored', score: -0.7, eventId: 'mail-4711', at: '2026-01-05T09:00:00Z' }],
    }),
);

/** The fields of a ticket that a fact may change. */
export const changesSchema = perNames((names?: KnownNames) =>
  z.object(shapeOf(TICKET_CHANGES, names)).refine(changesSomething, NO_CHANGE),
);

const PEOPLES = Object.keys(PEOPLES_DECISIONS) as PeoplesDecision['kind'][];

/** Types of the lines of a timeline. */
const LINE_TYPES: readonly string[] = ['created', ...Object.keys(MEANING), ...PEOPLES, 'end'];

/** A line that does what people ask. Who asks need not be said. */
function askedObject<C extends z.ZodRawShape>(kind: PeoplesDecision['kind'], common: C) {
  const asked = askedFields(kind).map(([key, { field, nullable }]) => [
    key,
    key === 'by' || nullable ? optionalField(key, field) : fieldSchema(key, field),
  ]);
  const shape = { ...common, ...(Object.fromEntries(asked) as object) };
  return lineOf(kind, shape).meta({ description: PEOPLES_DECISIONS[kind].line });
}

/** One line of a timeline. */
export const timelineLineSchema = perNames((names?: KnownNames) => {
  const happened = {
    at: fieldSchema('at', INSTANT),
    arrives: optionalField('arrives', INSTANT),
    eventId: eventId(),
  };
  const ofTicket = { ...happened, ticketId: fieldSchema('ticketId', TICKET_ID_FIELD) };
  const created = lineOf('created', { ...ofTicket, ticket: createdTicketSchema(names) }).meta({
    description: 'The watch of a ticket begins.',
  });
  const end = lineOf('end', { ...happened, ticketId: optionalField('ticketId', TICKET_ID_FIELD) }).meta({
    description: 'Virtual time stops here, this instant included. Default: when nothing is left to wait for.',
  });
  const asked = PEOPLES.map((kind) => askedObject(kind, ofTicket));
  return z
    .discriminatedUnion('type', [created, ...factObjects(ofTicket, names), ...asked, end], {
      error: typeOf(LINE_TYPES),
    })
    .meta({
      title: 'Line of a timeline',
      description: 'One line of what `rung simulate` reads.',
      examples: [
        {
          at: '2026-01-05T09:00:00Z',
          ticketId: 'T-1',
          type: 'created',
          ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
        },
        { at: '2026-01-05T10:00:00Z', ticketId: 'T-1', type: 'customer_replied' },
      ],
    });
});

export type TimelineLine = z.output<ReturnType<typeof timelineLineSchema>>;
