/** The form of single values: what a ticket's workflow would not take is refused before it is sent. */
import type { Field, ValueOf } from '../domain/forms/field.js';
import { ID, INSTANT, NAME, SCORE, TICKET_ID_FIELD } from '../domain/forms/messages.js';
import type { Instant } from '../domain/rules/policy.js';
import { readField } from '../reading/field.js';
import { InvalidRequestError } from './errors.js';

/** Reads one field, which messages call `name`. @throws InvalidRequestError */
export function readAs<const F extends Field>(field: F, name: string, value: unknown): ValueOf<F> {
  const read = readField(field, value);
  if ('value' in read) return read.value;
  throw new InvalidRequestError(`${name} ${read.objection}`);
}

/** Reads an instant: ISO-8601 with a zone, or a `Date`. @throws InvalidRequestError */
export function readInstant(value: unknown, name: string): Instant {
  return readAs(INSTANT, name, value);
}

/** Reads a ticket id. @throws InvalidRequestError */
export function readTicketId(value: unknown): string {
  return readAs(TICKET_ID_FIELD, 'ticketId', value);
}

/** Reads the id of an event or a command. @throws InvalidRequestError */
export function readId(value: unknown, name: string): string {
  return readAs(ID, name, value);
}

/** Reads a status, a priority, a customer tier, a group or a person. @throws InvalidRequestError */
export function readName(value: unknown, name: string): string {
  return readAs(NAME, name, value);
}

/** Reads a sentiment score. @throws InvalidRequestError */
export function readScore(value: unknown): number {
  return readAs(SCORE, 'score', value);
}
