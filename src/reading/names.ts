/** Names and other texts of a policy: what may stand where. */
import { absence, shown, type ScalarReading, type Wrong } from './scalar.js';

/** Words that `to` understands by itself. */
const TIER_WORDS = ['next', 'previous', 'base'];
const TIER_FORM = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} _.-]{0,63}$/u;
const TIER = 'a name of letters, digits, spaces, "_", "-" and ".", 64 at most';

const RULE_FORM = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** {@link readRuleName} for readers of JSON Schema. */
export const RULE_NAME_SCHEMA = { type: 'string', pattern: RULE_FORM.source, examples: ['sla_breached'] } as const;
const RULE = 'a plain name such as sla_breached: a letter, then letters, digits, "_" and "-", 64 at most';

export function readTierName(value: unknown): ScalarReading<string> {
  const text = readText(value, TIER);
  if ('message' in text) return text;
  if (TIER_WORDS.includes(text.value)) {
    return {
      message: `"${text.value}" cannot be the name of a tier`,
      expected: 'it is a word of "to"; choose another',
    };
  }
  return TIER_FORM.test(text.value) ? text : { message: `${shown(value)} is not a name`, expected: TIER };
}

export function readRuleName(value: unknown): ScalarReading<string> {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { message: `${value} is not a plain name`, expected: RULE };
  }
  const text = readText(value, RULE);
  if ('message' in text) return text;
  if (text.value === 'manual') {
    return { message: '"manual" is reserved', expected: 'it stands for a person in the log; choose another name' };
  }
  // The engine keeps records by rule name.
  if (text.value in {}) return { message: `"${text.value}" is reserved`, expected: 'choose another name' };
  return RULE_FORM.test(text.value) ? text : { message: `${shown(value)} is not a plain name`, expected: RULE };
}

/** {@link readText} for readers of JSON Schema. */
export const TEXT_SCHEMA = { type: 'string', minLength: 1, maxLength: 200 } as const;

/** One line of text, not empty, without blanks around it, 200 characters at most. */
export function readText(value: unknown, expected = 'a text on one line'): ScalarReading<string> {
  const absent = absence(value, expected);
  if (absent) return absent;
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { message: `${value} is not a text`, expected: `write "${value}", in quotes` };
  }
  if (typeof value !== 'string') return { message: `${shown(value)} is not a text`, expected };
  if (value.trim() === '') return { message: 'is empty', expected };
  return badText(value, expected) ?? { value };
}

function badText(text: string, expected: string): Wrong | undefined {
  if (text !== text.trim())
    return { message: `${shown(text)} has blanks around it`, expected: `write "${text.trim()}"` };
  if (/\p{C}/u.test(text)) return { message: `${shown(text)} has control characters`, expected };
  if (text.length > 200) return { message: `${shown(text)} is too long`, expected: 'at most 200 characters' };
  return undefined;
}
