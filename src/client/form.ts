/** The form of single values: what a ticket's workflow would not take is refused before it is sent. */
import { parseInstant } from '../domain/time/instant.js';
import type { Instant } from '../domain/rules/policy.js';
import { InvalidRequestError } from './errors.js';

const LONGEST_NAME = 100;
const LONGEST_ID = 200;
const LONGEST_SLA_HOURS = 87_600;

/** Says that a value is missing, or is not what it must be. */
function wrong(key: string, what: string, value: unknown): InvalidRequestError {
  const shown = value === undefined ? `${key} is missing; it` : key;
  const given = value === undefined ? '' : `, not ${JSON.stringify(value)}`;
  return new InvalidRequestError(`${shown} must be ${what}${given}`);
}

/** Reads an instant. @throws InvalidRequestError */
export function readInstant(value: unknown, key: string): Instant {
  const instant = value instanceof Date ? value.getTime() : parseInstant(value);
  if (instant !== undefined && !Number.isNaN(instant)) return instant;
  throw wrong(key, 'an ISO-8601 instant such as 2026-01-05T09:00:00Z', value);
}

/** Reads a ticket id. @throws InvalidRequestError */
export function readTicketId(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._\-#@/]{0,199}$/.test(value)) return value;
  throw wrong('ticketId', '1 to 200 letters, digits and . _ - # @ /, starting with a letter or digit', value);
}

/** Reads the id of an event or a command. @throws InvalidRequestError */
export function readId(value: unknown, key: string): string {
  return readLine(value, key, LONGEST_ID);
}

/** Reads a status, a priority, a customer tier or a group. @throws InvalidRequestError */
export function readName(value: unknown, key: string): string {
  return readLine(value, key, LONGEST_NAME);
}

function readLine(value: unknown, key: string, longest: number): string {
  if (typeof value === 'string' && /^[^\p{Cc}]+$/u.test(value) && value.length <= longest) return value;
  throw wrong(key, `a line of 1 to ${longest} characters`, value);
}

/** Reads the length of an SLA. @throws InvalidRequestError */
export function readSlaHours(value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= LONGEST_SLA_HOURS) return value;
  throw wrong('slaHours', `a number more than 0 and at most ${LONGEST_SLA_HOURS}`, value);
}

/** Reads a sentiment score. @throws InvalidRequestError */
export function readScore(value: unknown, key = 'score'): number {
  if (typeof value === 'number' && value >= -1 && value <= 1) return value;
  throw wrong(key, 'a number from -1 to 1', value);
}

/** Reads how often something happened. @throws InvalidRequestError */
export function readCount(value: unknown, key: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrong(key, 'a whole number from 0 on', value);
}

/** Reads one of a few names. @throws InvalidRequestError */
export function readOneOf(value: unknown, key: string, names: readonly string[]): string {
  if (names.includes(value as string)) return value as string;
  throw wrong(key, `one of ${names.join(', ')}`, value);
}
