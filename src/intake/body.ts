/** The body of a delivery: JSON, read without loss and within limits. */

/** The largest body that is read; the largest a help desk of ours sends is a fifth of it. */
export const MOST_BYTES = 5 * 1024 * 1024;
const MOST_DEPTH = 64;
/** Longer whole numbers may lose digits; they are handed on as texts. */
const EXACT_DIGITS = 15;

/** A body that cannot be read. The message is one sentence and holds nothing of the body. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
}

/** How a body is read. */
export interface BodyForm {
  /** The field of an `application/x-www-form-urlencoded` body that holds the JSON. */
  form?: string;
  /** The longest body that is read, in bytes. Default: {@link MOST_BYTES}. */
  mostBytes?: number;
}

/**
 * Reads a body. A whole number of more than 15 digits becomes a text of the same digits; what is null is not there.
 *
 * @throws BodyError
 */
export function readBody(
  body: Uint8Array,
  contentType: string | undefined,
  { form, mostBytes = MOST_BYTES }: BodyForm = {},
): unknown {
  if (body.length > mostBytes) throw new BodyError(`the body has more than ${mostBytes} bytes`);
  const text = decoded(body);
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType ?? '');
  return parsed(isForm && form !== undefined ? inForm(text, form) : text);
}

/** Keeps nothing from one text to the next. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decoded(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch (cause) {
    throw new BodyError('the body is not UTF-8 text', { cause });
  }
}

function inForm(text: string, field: string): string {
  const values = new URLSearchParams(text).getAll(field);
  if (values.length === 1) return values[0]!;
  throw new BodyError(`the form has ${values.length === 0 ? 'no' : 'more than one'} field ${field}`);
}

function parsed(text: string): unknown {
  if (text.trim() === '') throw new BodyError('the body is empty');
  if (depthOf(text) > MOST_DEPTH) throw new BodyError(`the body is nested more than ${MOST_DEPTH} deep`);
  try {
    const value: unknown = JSON.parse(text);
    // Only what is JSON has tokens to look for, and most bodies have none that matter.
    return NEEDS_CARE.test(text) ? (JSON.parse(withExactNumbers(text), withoutNulls) as unknown) : value;
  } catch {
    // The parser's message quotes the body.
    throw new BodyError('the body is not JSON');
  }
}

/** Whether a text may hold a null, or a number that a double cannot: a quick look, which is right when it says no. */
const NEEDS_CARE = /null|\d{15}|\d[eE]/;

/** Help desks write null for "nothing" as often as they leave it out; to functions on texts they would be different. */
function withoutNulls(_key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined);
  return value === null ? undefined : value;
}

/** Strings, and numbers that a double cannot hold as they stand there. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function withExactNumbers(text: string): string {
  return text.replace(TOKENS, (token) => {
    if (token.startsWith('"')) return token;
    const inexact = /^-?\d+$/.test(token) ? token.length > EXACT_DIGITS : !Number.isFinite(Number(token));
    return inexact ? `"${token}"` : token;
  });
}

const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];

/** How deep brackets stand in each other, outside of strings. Each closing one comes two after its opening one. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i);
    if (inString) {
      if (sign === BACKSLASH) i++;
      else if (sign === QUOTE) inString = false;
    } else if (sign === QUOTE) inString = true;
    else if (sign === BRACKET || sign === BRACE) deepest = Math.max(deepest, ++depth);
    else if (sign === BRACKET + 2 || sign === BRACE + 2) depth--;
  }
  return deepest;
}
