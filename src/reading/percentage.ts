/** Percentages as people write them: `75%`, `12.5%`, `150%`. */
import { absence, shown, type ScalarReading } from './scalar.js';

const PERCENTAGE = 'a percentage above 0%, such as 75%';
const LARGEST = 10_000;
/** {@link readPercentage} for readers of JSON Schema. */
export const PERCENTAGE_SCHEMA = { type: 'string', pattern: '^\\d+(?:\\.\\d+)?%$', examples: ['75%'] } as const;

const FORM = /^(\d+(?:\.\d+)?)%$/;

/** Reads a percentage into its number: 75 for `75%`. */
export function readPercentage(value: unknown): ScalarReading<number> {
  const absent = absence(value, PERCENTAGE);
  if (absent) return absent;
  if (typeof value === 'number' && value > 0 && value <= LARGEST) {
    return { message: `${value} has no % sign`, expected: suggestion(value) };
  }
  if (typeof value !== 'string') return { message: `${shown(value)} is not a percentage`, expected: PERCENTAGE };
  const parts = FORM.exec(value);
  if (!parts) {
    const number = /^(\d+(?:\.\d+)?)\s*(%|percent)?$/i.exec(value)?.[1];
    return number === undefined
      ? { message: `${shown(value)} is not a percentage`, expected: PERCENTAGE }
      : { message: `${shown(value)} is not a percentage`, expected: `write ${number}%` };
  }
  const percent = Number(parts[1]);
  if (percent === 0) return { message: 'must be above 0%', expected: PERCENTAGE };
  if (percent > LARGEST) return { message: `${shown(value)} is too much`, expected: `at most ${LARGEST}%` };
  return { value: percent };
}

function suggestion(number: number): string {
  return number <= 1 ? `write ${Number((number * 100).toFixed(3))}% or ${number}%` : `write ${number}%`;
}
