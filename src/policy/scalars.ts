/** Single values of a policy file: each is read by one function that says what is wrong and what would be right. */
import { z } from 'zod';
import { readText } from '../reading/names.js';
import { absence, isWrong, shown, type Reading } from '../reading/scalar.js';

export function scalar<T>(read: (value: unknown) => Reading<T>) {
  return z.unknown().transform((value, context): T => {
    const reading = read(value);
    if (!isWrong(reading)) return reading.value;
    context.addIssue({ code: 'custom', message: reading.message, params: { expected: reading.expected } });
    return z.NEVER;
  });
}

export function choice<T extends string | number | boolean>(...choices: T[]) {
  const expected = `write ${choices.join(' or ')}`;
  return scalar((value): Reading<T> => {
    const absent = absence(value, expected);
    if (absent) return absent;
    const chosen = choices.find((one) => one === value);
    return chosen === undefined ? { message: `${shown(value)} is not possible here`, expected } : { value: chosen };
  });
}

export const text = (expected?: string) => scalar((value) => readText(value, expected));
export const texts = () => z.array(text()).min(1);

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** Whether a text may be the name of a person or a rotation, which no address looks like. */
export function isPlainName(text: string): boolean {
  return NAME.test(text);
}

/** Reads the address of a channel, or what may be the name of a person or rotation; whether it is one, `checks` knows. */
export function addressOrWho(read: (value: unknown) => Reading<string>): (value: unknown) => Reading<string> {
  return (value) => {
    const address = read(value);
    return isWrong(address) && typeof value === 'string' && isPlainName(value) ? { value } : address;
  };
}
