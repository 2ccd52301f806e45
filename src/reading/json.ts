/** JSON as people and programs write it, without altering a number: what a double cannot hold becomes a bigint, or is refused. */

/** The problem with a text that is none. */
export const NOT_JSON = 'this is not JSON';

export type JsonReading = { value: unknown } | { problem: string };

/** A line may hold a number that a double alters only if it has so many digits, or an exponent. */
const SUSPICIOUS = /\d[\d.]{15}|\d[eE]/;
/** A text (to be passed over) or a number. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
/** What databases take for a whole number. */
const LARGEST = 2n ** 63n - 1n;

/** Reads JSON. Whole numbers beyond 2^53 that would be altered become bigints, up to 2^63; any other number that would be altered is a problem. */
export function readJson(text: string): JsonReading {
  try {
    if (!mayAlterNumbers(text)) return { value: JSON.parse(text) };
    JSON.parse(text);
  } catch {
    return { problem: NOT_JSON };
  }
  const mark = markFor(text);
  const problems: string[] = [];
  const marked = text.replace(TOKENS, (token) => {
    if (token.startsWith('"') || isExact(token)) return token;
    if (/^-?\d+$/.test(token) && BigInt(token) <= LARGEST && BigInt(token) >= -LARGEST - 1n) return `"${mark}${token}"`;
    // Far from whole numbers that databases have: as a program writes a double.
    if (String(Number(token)) === token) return token;
    problems.push(
      `the number ${token.length > 60 ? `${token.slice(0, 60)}…` : token} cannot be kept as it is; write it in quotes`,
    );
    return token;
  });
  if (problems.length > 0) return { problem: problems.join('; ') };
  const value: unknown = JSON.parse(marked, (_key, one: unknown) =>
    typeof one === 'string' && one.startsWith(mark) ? BigInt(one.slice(mark.length)) : one,
  );
  return { value };
}

/** Whether the text may hold a number that a double cannot: a quick look, which is right when it says no. */
export function mayAlterNumbers(text: string): boolean {
  return SUSPICIOUS.test(text);
}

/** A beginning of texts that no text here has. */
function markFor(text: string): string {
  let mark = 'bigint:';
  while (text.includes(mark)) mark += ':';
  return mark;
}

/** Whether a double is that number, as far as it is written: 17 digits are what programs write of a double. */
function isExact(token: string): boolean {
  const number = Number(token);
  if (!Number.isFinite(number)) return false;
  const { digits, exponent } = parts(token);
  if (digits === '') return true;
  if (number === 0) return false;
  if (exponent >= 0)
    return BigInt(number) === BigInt(token.startsWith('-') ? -1 : 1) * BigInt(digits) * 10n ** BigInt(exponent);
  return digits.length <= 17;
}

/** `-1.50e3` as 15 and 2: without zeros at either end. */
function parts(token: string): { digits: string; exponent: number } {
  const [mantissa, power = '0'] = token.replace(/^-/, '').toLowerCase().split('e') as [string, string?];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return { digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}
