/** The one verifier of deliveries. Every comparison is of raw bytes and in constant time; the result is a value. */
import type { Instant } from '../../domain/rules/policy.js';
import { verifyCredentials } from './credentials.js';
import type { Headers } from './headers.js';
import { verifyHmac } from './hmac.js';
import type { Scheme } from './schemes.js';
import { refused, type NotVerified, type SignatureVerdict } from './verdict.js';

/** A delivery as it came over the wire. */
export interface RawDelivery {
  headers: Headers;
  body: Uint8Array;
  /** What stands after the `?` of the URL. */
  query?: string;
}

/** How telling a refusal is: of several, the one that came nearest to being right is told. */
const TELLING = ['missing-header', 'malformed-credentials', 'no-secret'];

/**
 * Verifies a delivery by any of the schemes with any of the secrets (two while one is exchanged for another). Whoever knows
 * no secret passes none of them, so a further scheme lets nobody in. A delivery that is repeated within the scheme's
 * time verifies again: to drop repeats is the business of whoever remembers what was delivered.
 */
export function verify(
  schemes: readonly Scheme[],
  delivery: RawDelivery,
  secrets: readonly string[],
  now: Instant,
): SignatureVerdict {
  const usable = secrets.filter((secret) => secret !== '');
  if (usable.length === 0) return refused('no-secret', 'no secret is set');
  const verdicts = schemes.map((scheme) =>
    scheme.kind === 'hmac' ? verifyHmac(scheme, delivery, usable, now) : verifyCredentials(scheme, delivery, usable),
  );
  const verified = verdicts.find((verdict) => verdict.verified);
  if (verified) return verified;
  const refusals = verdicts as NotVerified[];
  return refusals.find(({ reason }) => !TELLING.includes(reason)) ?? refusals[0] ?? refused('no-secret', 'no scheme');
}
