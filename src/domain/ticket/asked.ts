/** What people ask of a ticket in a timeline, made of the decisions that their commands leave. */
import type { Field } from '../forms/field.js';
import type { PeoplesDecision } from '../ladder/decision.js';
import type { RecordedState } from '../ladder/log.js';
import type { Instant } from '../rules/policy.js';
import { COUNTED, type TimelineCommand } from './commands/definition.js';
import { isPeoples, PEOPLES_DECISIONS } from './commands.js';
import type { TicketState } from './ticket.js';

type Kind = PeoplesDecision['kind'];

type KeyOf<A> = A extends TimelineCommand ? Exclude<keyof A, 'eventId' | 'type'> : never;

/** The keys of a line, in the order of the decision's, with what they hold. One that is nullable may be left out. */
export function askedFields(type: Kind): [KeyOf<TimelineCommand>, { field: Field; nullable?: true }][] {
  const fields = Object.entries(PEOPLES_DECISIONS[type].fields).filter(([key]) => key !== COUNTED);
  return fields as ReturnType<typeof askedFields>;
}

/** What a line of this type tells, out of something that may tell more. */
export function askedOf(type: Kind, told: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = askedFields(type).flatMap(([key, { nullable }]) => {
    const value = told[key] ?? (nullable ? null : undefined);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(given);
}

export function isAsked<L extends { type: string }>(line: L): line is Extract<L, { type: Kind }> {
  return isPeoples(line.type);
}

/** Does what a line asks. The ticket is open. */
export function play(ticket: TicketState, asked: TimelineCommand, now: Instant): RecordedState {
  const { play } = PEOPLES_DECISIONS[asked.type];
  return play(ticket, asked as never, now);
}
