/** Plain numbers of a policy: counts and sentiment limits. */
import { absence, shown, type ScalarReading } from './scalar.js';

export function readCount(value: unknown, least: number): ScalarReading<number> {
  const expected = `a whole number, ${least} or more`;
  const absent = absence(value, expected);
  if (absent) return absent;
  if (typeof value === 'string' && /^\d+$/.test(value)) {
    return { message: `${shown(value)} is a text`, expected: `write ${value}, without quotes` };
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    return { message: `${shown(value)} is not a whole number`, expected };
  }
  // -0 would be another number to the hash than 0.
  return value < least ? { message: `${value} is too small`, expected } : { value: value + 0 };
}

/** {@link readSentiment} for readers of JSON Schema. */
export const SENTIMENT_SCHEMA = { type: 'number', minimum: -1, maximum: 1, examples: [-0.6] } as const;
const SENTIMENT = 'a score from -1 (angry) to 1 (happy)';

export function readSentiment(value: unknown): ScalarReading<number> {
  const absent = absence(value, SENTIMENT);
  if (absent) return absent;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) {
    return { message: `${shown(value)} is a text`, expected: `write ${Number(value)}, without quotes` };
  }
  if (typeof value !== 'number' || Number.isNaN(value)) {
    return { message: `${shown(value)} is not a number`, expected: SENTIMENT };
  }
  if (value < -1 || value > 1) return { message: `${shown(value)} is out of range`, expected: SENTIMENT };
  return { value: value + 0 };
}
