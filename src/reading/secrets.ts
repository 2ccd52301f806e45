/** Secrets as settings and files have them: one, or two while an old one is exchanged for a new one. */
import type { ScalarReading } from './scalar.js';

/** How many are valid at once. */
const MOST = 2;

/**
 * Reads a list of secrets, separated by commas or line breaks. What is wrong is said without them.
 * @param least how many characters each has at least
 */
export function readSecretList(text: string, least: number): ScalarReading<string[]> {
  const secrets = secretsIn(text);
  const expected = `${least} or more printable characters; two of them, separated by a comma, while one is exchanged`;
  if (secrets.length === 0) return { message: 'holds no secret', expected };
  if (secrets.length > MOST) return { message: `holds ${secrets.length} secrets`, expected };
  if (secrets.some((one) => !/^[\x21-\x7e]+$/.test(one)))
    return { message: 'has characters that no secret has', expected };
  if (secrets.some((one) => one.length < least)) return { message: 'is too short to be a secret', expected };
  return { value: secrets };
}

/** Secrets that stand apart by commas or line breaks, without the blanks around them. */
export function secretsIn(text: string): string[] {
  return text
    .split(/[,\r\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
