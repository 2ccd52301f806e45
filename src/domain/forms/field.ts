/**
 * What a field of a message may hold, as data. The workflow, whose bundle has no packages, judges messages by it (`fieldValue`);
 * src/schemas makes its zod schemas of it. Both take their words from `mustBe`.
 */
import { parseInstant } from '../time/instant.js';
import type { Instant } from '../rules/policy.js';

export type Field =
  /** One line of text that is kept as it comes: an id. */
  | { kind: 'line'; longest: number }
  /** One line of text that rules and lists compare: a status, a group. */
  | { kind: 'word'; longest: number }
  | { kind: 'ticket-id' }
  /** Any text, also an empty one. */
  | { kind: 'text'; longest: number }
  | { kind: 'number'; least: number; most: number }
  /** More than 0. */
  | { kind: 'amount'; most: number }
  /** How often something happened. */
  | { kind: 'count' }
  | { kind: 'instant' }
  | { kind: 'choice'; of: readonly string[] }
  /** A list of words, `most` at most. */
  | { kind: 'words'; longest: number; most: number }
  /** Words by name, `most` at most; null takes one away, where that makes sense. */
  | { kind: 'values'; longest: number; most: number; removable?: true };

/** What is read from a field. */
export type ValueOf<F extends Field> = F extends { kind: 'choice' }
  ? F['of'][number]
  : F extends { kind: 'words' }
    ? string[]
    : F extends { kind: 'values'; removable: true }
      ? Record<string, string | null>
      : F extends { kind: 'values' }
        ? Record<string, string>
        : F['kind'] extends 'instant'
          ? Instant
          : F['kind'] extends 'number' | 'amount' | 'count'
            ? number
            : string;

/** A field of an object; null counts as absent where it may be absent. */
export interface Member {
  field: Field;
  optional?: true;
}
export type Members = Readonly<Record<string, Member>>;

/** Members that give exactly the fields of `T`: the compiler names one that is missing, or optional where it must not be. */
export type MembersOf<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Member & { optional: true } : Member & { optional?: never };
};

/** Form of a ticket id, 1 to 200 characters. */
export const TICKET_ID = /^[A-Za-z0-9][A-Za-z0-9._\-#@/]{0,199}$/;

/** What a value of the field must be, after "must be". */
export function mustBe(field: Field): string {
  switch (field.kind) {
    case 'line':
    case 'word':
      return `a line of 1 to ${field.longest} characters`;
    case 'text':
      return `a text of at most ${field.longest} characters`;
    case 'ticket-id':
      return '1 to 200 letters, digits and . _ - # @ /, starting with a letter or digit';
    case 'number':
      return `a number from ${field.least} to ${field.most}`;
    case 'amount':
      return `a number more than 0 and at most ${field.most}`;
    case 'count':
      return 'a whole number from 0 on';
    case 'instant':
      return 'an ISO-8601 instant such as 2026-01-05T09:00:00Z';
    case 'choice':
      return `one of ${field.of.join(', ')}`;
    case 'words':
      return `a list of at most ${field.most} lines of 1 to ${field.longest} characters`;
    case 'values':
      return `at most ${field.most} names, each with a line of 1 to ${field.longest} characters${field.removable ? ' or null' : ''}`;
  }
}

export type FieldValue = string | number | string[] | Record<string, string | null>;

/** The value of a field; undefined when it is not what it must be. */
export function fieldValue(field: Field, value: unknown): FieldValue | undefined {
  switch (field.kind) {
    case 'line':
    case 'word':
      return typeof value === 'string' && isLine(value) && value.length <= field.longest ? value : undefined;
    case 'text':
      return typeof value === 'string' && value.length <= field.longest ? value : undefined;
    case 'ticket-id':
      return typeof value === 'string' && TICKET_ID.test(value) ? value : undefined;
    case 'number':
      return typeof value === 'number' && value >= field.least && value <= field.most ? value : undefined;
    case 'amount':
      return typeof value === 'number' && value > 0 && value <= field.most ? value : undefined;
    case 'count':
      return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
    case 'instant':
      return parseInstant(value);
    case 'choice':
      return field.of.find((one) => one === value);
    case 'words':
      return isList(value, field) ? value : undefined;
    case 'values':
      return isRecord(value, field) ? value : undefined;
  }
}

interface Limits {
  longest: number;
  most: number;
}

function isList(value: unknown, { longest, most }: Limits): value is string[] {
  return Array.isArray(value) && value.length <= most && value.every((one) => isWord(one, longest));
}

function isRecord(
  value: unknown,
  { longest, most, removable }: Limits & { removable?: true },
): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value as Record<string, unknown>);
  const fits = (one: unknown) => isWord(one, longest) || (removable && one === null);
  return entries.length <= most && entries.every(([name, one]) => isWord(name, longest) && !(name in {}) && fits(one));
}

function isWord(value: unknown, longest: number): value is string {
  return typeof value === 'string' && isLine(value) && value.length <= longest;
}

function isLine(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters have no place in an id or a name
  return text !== '' && !/[\u0000-\u001f\u007f]/.test(text);
}
