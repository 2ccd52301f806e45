/** Single values of a policy file: each is read by one function that says what is wrong and what would be right. */
import { z } from 'zod';
import { DURATION_SCHEMA, readDuration } from '../reading/duration.js';
import { readText, TEXT_SCHEMA } from '../reading/names.js';
import { readCount, readSentiment, SENTIMENT_SCHEMA } from '../reading/numbers.js';
import { PERCENTAGE_SCHEMA, readPercentage } from '../reading/percentage.js';
import { absence, isWrong, shown, type ScalarReading } from '../reading/scalar.js';
import { nearest } from '../reading/spelling.js';

/** What may be written, for readers of JSON Schema: editors, and programs that write policies. */
export type JsonSide = z.core.JSONSchema.BaseSchema;

export function scalar<T>(read: (value: unknown) => ScalarReading<T>, json: JsonSide) {
  return z
    .unknown()
    .transform((value, context): T => {
      const reading = read(value);
      if (!isWrong(reading)) return reading.value;
      context.addIssue({ code: 'custom', message: reading.message, params: { expected: reading.expected } });
      return z.NEVER;
    })
    .meta(json as z.core.GlobalMeta);
}

/** A length of time; `zero`: it may be none. */
export function duration({ zero = false } = {}) {
  return scalar((value) => readDuration(value, { zero }), zero ? DURATION_OR_NONE : DURATION);
}
const DURATION: JsonSide = { ...DURATION_SCHEMA, examples: [...DURATION_SCHEMA.examples] };
export const DURATION_OR_NONE: JsonSide = {
  anyOf: [{ type: 'string', pattern: DURATION_SCHEMA.pattern }, { const: 0 }],
  examples: [...DURATION_SCHEMA.examples],
};

export const PERCENTAGE: JsonSide = { ...PERCENTAGE_SCHEMA, examples: [...PERCENTAGE_SCHEMA.examples] };
export const percentage = () => scalar(readPercentage, PERCENTAGE);
export const sentiment = () => scalar(readSentiment, { ...SENTIMENT_SCHEMA, examples: [...SENTIMENT_SCHEMA.examples] });
export const count = (least: number) => scalar((value) => readCount(value, least), { type: 'integer', minimum: least });

export function choice<T extends string | number | boolean>(...choices: T[]) {
  const expected = `write ${choices.join(' or ')}`;
  return scalar(
    (value): ScalarReading<T> => {
      const absent = absence(value, expected);
      if (absent) return absent;
      const chosen = choices.find((one) => one === value);
      if (chosen !== undefined) return { value: chosen };
      const names = choices.flatMap((one): string[] => (typeof one === 'string' ? [one] : []));
      const meant = typeof value === 'string' && names.length > 1 ? nearest(value, names) : undefined;
      return {
        message: `${shown(value)} is not possible here`,
        expected: meant === undefined ? expected : `did you mean "${meant}"? there are ${names.join(', ')}`,
      };
    },
    { enum: choices },
  );
}

export const text = (expected?: string) => scalar((value) => readText(value, expected), TEXT_SCHEMA);
export const texts = () => z.array(text()).min(1);

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Whether a text may be the name of a person or a rotation, which no address looks like. */
export function isPlainName(text: string): boolean {
  return NAME.test(text);
}

/** Reads the address of a channel, or what may be the name of a person or rotation; whether it is one, `checks` knows. */
export function addressOrWho(
  read: (value: unknown) => ScalarReading<string>,
): (value: unknown) => ScalarReading<string> {
  return (value) => {
    const address = read(value);
    return isWrong(address) && typeof value === 'string' && isPlainName(value) ? { value } : address;
  };
}
