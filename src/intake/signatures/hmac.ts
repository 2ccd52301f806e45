/** Verifying a keyed hash over the raw bytes of a body. */
import { createHmac } from 'node:crypto';
import { parseInstant } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import { decodeExactly, sameBytes } from './bytes.js';
import { oneHeader, type Headers } from './headers.js';
import { LONGEST_AHEAD, type HmacScheme } from './schemes.js';
import { refused, type NotVerified, type SignatureVerdict } from './verdict.js';

const LENGTHS = { sha1: 20, sha256: 32, sha512: 64 };
/** How many signatures of one header are looked at: a rotation has two. */
const MOST_SIGNATURES = 10;

export interface Signed {
  headers: Headers;
  /** As it came over the wire. */
  body: Uint8Array;
}

/** Verifies a delivery with any of the secrets. The signature is judged before its time: only the right ones are `stale`. */
export function verifyHmac(
  scheme: HmacScheme & { name: string },
  { headers, body }: Signed,
  secrets: readonly string[],
  now: Instant,
): SignatureVerdict {
  const { header, timestamp, id } = scheme;
  const texts: Record<string, string> = {};
  for (const [part, name] of [
    ['signature', header],
    ['timestamp', timestamp?.header],
    ['id', id],
  ] as const) {
    if (name === undefined) continue;
    const given = oneHeader(headers, name);
    if (given === 'missing') return refused('missing-header', `the header ${name} is missing`);
    if (given === 'duplicate') return refused('duplicate-header', `the header ${name} came more than once`);
    texts[part] = given.value;
  }
  const signatures = readSignatures(scheme, texts['signature']!);
  if (signatures.length === 0)
    return refused('malformed-signature', `the header ${header} holds no signature of this form`);
  const signedAt = timestamp && readTime(texts['timestamp']!, timestamp.form);
  if (timestamp && signedAt === undefined) {
    return refused('malformed-timestamp', `the header ${timestamp.header} holds no time of this form`);
  }
  const expected = secrets.flatMap((secret) => {
    const key = keyOf(secret, scheme.key);
    return key ? [macOf(scheme, key, texts, body)] : [];
  });
  if (expected.length === 0) return refused('no-secret', 'none of the secrets has the form that this scheme needs');
  // No early end: how long it takes says nothing about which one fits.
  const matches = signatures.flatMap((one) => expected.map((other) => sameBytes(one, other)));
  if (!matches.includes(true)) return refused('mismatch', 'the signature does not fit the body and the secret');
  return (
    (timestamp && untimely(signedAt!, now, timestamp.tolerance)) ?? {
      verified: true,
      scheme: scheme.name,
      ...(signedAt !== undefined && { signedAt }),
    }
  );
}

function readSignatures({ prefix, several, encoding, hash }: HmacScheme, text: string): Buffer[] {
  const given = several ? text.split(' ').slice(0, MOST_SIGNATURES) : [text];
  return given.flatMap((one) => {
    if (!one.startsWith(prefix)) return [];
    return decodeExactly(one.slice(prefix.length), encoding, LENGTHS[hash]) ?? [];
  });
}

function readTime(text: string, form: 'unix' | 'iso'): Instant | undefined {
  if (form === 'iso') return parseInstant(text);
  return /^[1-9]\d{0,10}$/.test(text) ? Number(text) * 1000 : undefined;
}

function keyOf(secret: string, form: HmacScheme['key']): Buffer | undefined {
  if (form === 'text') return Buffer.from(secret, 'utf8');
  const text = secret.replace(/^whsec_/, '');
  const bytes = Buffer.from(text, 'base64');
  const right = bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === text;
  return right ? bytes : undefined;
}

/** The parts are fed to the hash as bytes: a body need not be text. */
function macOf({ hash, signed }: HmacScheme, key: Buffer, texts: Record<string, string>, body: Uint8Array): Buffer {
  const mac = createHmac(hash, key);
  const [first = '', ...others] = signed
    .split('{body}')
    .map((part) => part.replace(/\{(timestamp|id)\}/g, (_whole, name: string) => texts[name] ?? ''));
  mac.update(first, 'utf8');
  for (const part of others) mac.update(body).update(part, 'utf8');
  return mac.digest();
}

function untimely(signedAt: Instant, now: Instant, tolerance: number): NotVerified | undefined {
  const away = now - signedAt;
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  if (away > tolerance)
    return refused('stale', `it was signed ${seconds(away)} ago; ${seconds(tolerance)} are allowed`);
  const ahead = Math.min(tolerance, LONGEST_AHEAD);
  if (-away > ahead) return refused('future', `it was signed ${seconds(-away)} ahead; ${seconds(ahead)} are allowed`);
  return undefined;
}
