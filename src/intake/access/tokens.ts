/** Tokens of an issuer (JWT): signed by one of its keys, for us, not expired, with scopes. */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Instant } from '../../domain/rules/policy.js';
import { SCOPES, type Scope } from '../../store/intake-port.js';

export interface TokenIssuer {
  issuer: string;
  audience: string;
  /** Where the issuer publishes its keys; an `https:` address, or one of this machine. */
  jwksUrl: string;
}

/** Signatures by a key that the issuer alone has: whoever can verify one cannot make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** How long the issuer may take to answer, in milliseconds. */
const PATIENCE_MS = 1_000;
/** How far the issuer's clock may be from ours, in seconds. */
const CLOCK_TOLERANCE = 10;

export type TokenVerdict =
  | { scopes: Scope[]; subject: string }
  | { refused: 'malformed' | 'expired' | 'audience' | 'issuer' | 'signature' | 'no-expiry' }
  /** The issuer's keys cannot be had. */
  | 'unavailable';

export class Tokens {
  private readonly keys: JWTVerifyGetKey;

  /** @param keys default: those that the issuer publishes */
  constructor(
    private readonly settings: TokenIssuer,
    keys?: JWTVerifyGetKey,
  ) {
    this.keys =
      keys ?? createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: PATIENCE_MS, cooldownDuration: 10_000 });
  }

  async judge(token: string, now: Instant): Promise<TokenVerdict> {
    const { issuer, audience } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        ...{ issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE },
        requiredClaims: ['exp'],
        currentDate: new Date(now),
      });
      return { scopes: scopesOf(payload), subject: payload.sub ?? '' };
    } catch (error) {
      return refusal(error);
    }
  }
}

/** Of `scope` (words) or `scp` (a list, or words): ours, also where they are written `rung:read`. */
function scopesOf({ scope, scp }: JWTPayload): Scope[] {
  const given: unknown = scope ?? scp;
  const words: unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(' ') : [];
  return SCOPES.filter((one) => words.includes(one) || words.includes(`rung:${one}`));
}

function refusal(error: unknown): TokenVerdict {
  if (error instanceof errors.JWTExpired) return { refused: 'expired' };
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return { refused: 'audience' };
    if (error.claim === 'iss') return { refused: 'issuer' };
    return { refused: error.claim === 'exp' ? 'no-expiry' : 'malformed' };
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return { refused: 'signature' };
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) return 'unavailable';
  // What the issuer answers instead of its keys is no JSON, or has another status.
  return error.code === 'ERR_JOSE_GENERIC' ? 'unavailable' : { refused: 'malformed' };
}
