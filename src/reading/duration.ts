/** Lengths of time as people write them: `30s`, `90m`, `4h`, `2d`, `1h30m`. */
import type { Milliseconds } from '../domain/rules/policy.js';
import { absence, shown, type ScalarReading, type Wrong } from './scalar.js';

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
type Unit = keyof typeof UNITS;

/** Longest length of time that is taken: ten years. */
export const LONGEST: Milliseconds = 3650 * UNITS.d;

export const DURATION = 'a length of time such as 30s, 90m, 4h, 2d or 1h30m';

/** {@link readDuration} for readers of JSON Schema. */
export const DURATION_SCHEMA = {
  type: 'string',
  pattern: '^(?=\\d)(?:\\d+(?:\\.\\d+)?d)?(?:\\d+(?:\\.\\d+)?h)?(?:\\d+(?:\\.\\d+)?m)?(?:\\d+(?:\\.\\d+)?s)?$',
  examples: ['4h', '1h30m'],
} as const;

const FORM = /^(?=\d)(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/;

/** Reads a length of time into milliseconds. `zero` lets `0` and `0s` pass. */
export function readDuration(value: unknown, { zero = false } = {}): ScalarReading<Milliseconds> {
  const absent = absence(value, DURATION);
  if (absent) return absent;
  if (zero && (value === 0 || value === '0')) return { value: 0 };
  if (value === 0 || value === '0') return { message: 'must be longer than 0', expected: DURATION };
  if (typeof value === 'number' && Number.isFinite(value)) return withoutUnit(String(value));
  if (typeof value !== 'string') return { message: `${shown(value)} is not a length of time`, expected: DURATION };
  if (/^-?\d+(\.\d+)?$/.test(value)) return withoutUnit(value);
  const length = milliseconds(value);
  if (length === undefined) return { message: `${shown(value)} is not a length of time`, expected: correction(value) };
  if (length === 0 && !zero) return { message: 'must be longer than 0', expected: DURATION };
  if (length > LONGEST) return { message: `${shown(value)} is too long`, expected: 'at most 3650d' };
  if (!Number.isInteger(length)) return { message: `${shown(value)} is too fine`, expected: 'whole milliseconds' };
  return { value: length };
}

function milliseconds(text: string): Milliseconds | undefined {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const units = Object.keys(UNITS) as Unit[];
  return units.reduce((sum, unit, i) => sum + thousandths(parts[i + 1]) * (UNITS[unit] / 1000), 0);
}

/** In thousandths, where `1.1h` is a whole number and floating point does no harm. */
function thousandths(count: string | undefined): number {
  const exact = Number(count ?? 0) * 1000;
  const nearest = Math.round(exact);
  return Math.abs(exact - nearest) < 1e-6 ? nearest : exact;
}

function withoutUnit(number: string): Wrong {
  return number.startsWith('-')
    ? { message: `${number} is not a length of time`, expected: DURATION }
    : { message: `${number} has no unit`, expected: `write ${number}s, ${number}m, ${number}h or ${number}d` };
}

/** What was probably meant by `4 hours`, `4H` or `30min`. */
function correction(text: string): string {
  const guess = text
    .toLowerCase()
    .replace(
      /(\d)\s*(days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)(?![a-z])/g,
      (_all, digit: string, unit: string) => {
        return digit + unit.charAt(0);
      },
    )
    .replace(/\s+|,|\band\b/g, '');
  return guess !== text && milliseconds(guess) ? `write ${guess}` : DURATION;
}
