/** What is said of a delivery's signature or credentials. */
import type { Instant } from '../../domain/rules/policy.js';

export type SignatureVerdict = Verified | NotVerified;

export interface Verified {
  verified: true;
  /** Which way it was verified. */
  scheme: string;
  /**
   * When the sender signed it. A scheme without a time has none: then a replay of any age verifies, and only the
   * identity of the delivery and of its content stops it.
   */
  signedAt?: Instant;
}

export type Reason =
  | 'no-secret'
  | 'missing-header'
  | 'duplicate-header'
  | 'malformed-signature'
  | 'malformed-timestamp'
  | 'malformed-credentials'
  | 'mismatch'
  | 'stale'
  | 'future';

export interface NotVerified {
  verified: false;
  reason: Reason;
  /** One sentence; holds nothing of a secret or a signature. */
  message: string;
}

export function refused(reason: Reason, message: string): NotVerified {
  return { verified: false, reason, message };
}
