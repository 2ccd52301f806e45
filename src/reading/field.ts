/** Fields of messages as they come from outside: judged at least as strictly as the workflow does, and words read as a policy spells them. */
import { fieldValue, mustBe, type Field, type FieldValue, type ValueOf } from '../domain/forms/field.js';
import { parseInstant } from '../domain/time/instant.js';
import { shown } from './scalar.js';
import { folded } from './words.js';
import { zeroWords } from './zero-dates.js';

/** Names that a word is folded to; `only`: it must be one of them. */
export interface KnownWords {
  names: readonly string[];
  only?: true;
}

/** A value, or the end of a sentence that begins with the name of the field: `must be a number from -1 to 1, not 5`. */
export type FieldReading<T> = { value: T } | { objection: string };

/** Control characters, halves of characters. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;
/** A policy's words have no other characters either. */
const UNFIT_IN_WORDS = /\p{C}/u;

/** Reads a field. Minus nothing becomes nothing, which is the same number to everybody but a hash. */
export function readField<const F extends Field>(
  field: F,
  value: unknown,
  known?: KnownWords,
): FieldReading<ValueOf<F>> {
  return readAny(field, value, known) as FieldReading<ValueOf<F>>;
}

function readAny(field: Field, value: unknown, known: KnownWords | undefined): FieldReading<FieldValue> {
  if (field.kind === 'instant') return readInstant(field, value);
  if (field.kind === 'text') return readText(field, value);
  if (field.kind === 'word' && typeof value === 'string') return readWord(field, value, known);
  const read = fieldValue(field, value);
  if (read === undefined || (typeof read === 'string' && UNFIT.test(read)))
    return { objection: objection(field, value) };
  return { value: typeof read === 'number' ? read + 0 : read };
}

/** A text or, from a program, a `Date`; epoch milliseconds come out. */
function readInstant(field: Field, value: unknown): FieldReading<number> {
  const read = value instanceof Date ? value.getTime() : parseInstant(value);
  if (read === undefined || Number.isNaN(read)) return { objection: objection(field, value) };
  const zero = zeroWords(read);
  return zero === undefined ? { value: read } : { objection: zero };
}

/** With line breaks and whatever people write; nothing of it stands in a message. */
function readText(field: Field, value: unknown): FieldReading<FieldValue> {
  const read = fieldValue(field, value);
  if (read !== undefined) return { value: read };
  if (typeof value !== 'string') return { objection: objection(field, value) };
  return { objection: `must be ${mustBe(field)}, not one of ${value.length}` };
}

function readWord(field: Field, text: string, known: KnownWords | undefined): FieldReading<string> {
  const word = folded(text, known?.names ?? []);
  if (known?.only && !known.names.includes(word))
    return { objection: objection({ kind: 'choice', of: known.names }, text) };
  const fits = fieldValue(field, word) !== undefined && !UNFIT_IN_WORDS.test(word);
  return fits ? { value: word } : { objection: objection(field, text) };
}

function objection(field: Field, value: unknown): string {
  const expected = mustBe(field);
  if (value === undefined) return `is missing; it must be ${expected}`;
  return `must be ${expected}, not ${value === null ? 'null' : shown(value)}`;
}
