/** Bytes of signatures: read strictly, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';

export type Encoding = 'hex' | 'base64';

/** The bytes of a text of exactly `length` bytes in its one right form (lower-case hex, padded base64); else undefined. */
export function decodeExactly(text: string, encoding: Encoding, length: number): Buffer | undefined {
  const characters = encoding === 'hex' ? length * 2 : Math.ceil(length / 3) * 4;
  if (text.length !== characters) return undefined;
  const bytes = Buffer.from(text, encoding);
  // Node's decoders skip what they do not understand; only the canonical form comes back as it went in.
  return bytes.length === length && bytes.toString(encoding) === text ? bytes : undefined;
}

/** Whether two signatures are the same, in a time that does not depend on where they differ. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether two secrets are the same, in a time that depends neither on where they differ nor on their lengths. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
