/** How each system signs what it sends. */
import type { Milliseconds } from '../../domain/rules/policy.js';
import type { Encoding } from './bytes.js';

/** A keyed hash of the raw body in a header. */
export interface HmacScheme {
  kind: 'hmac';
  /** The header that holds the signature, in lower case. */
  header: string;
  hash: 'sha1' | 'sha256' | 'sha512';
  encoding: Encoding;
  /** What stands before the signature, such as `sha256=`. */
  prefix: string;
  /** The header may hold several signatures with blanks between them; those with another prefix are passed over. */
  several: boolean;
  /** What is signed: `{body}`, `{timestamp}` and `{id}` stand for these, everything else for itself. */
  signed: string;
  timestamp?: { header: string; form: 'unix' | 'iso'; tolerance: Milliseconds };
  /** The header that `{id}` stands for. */
  id?: string;
  /** How a secret becomes the key. `whsec`: base64 of 24 to 64 bytes, after `whsec_`. */
  key: 'text' | 'whsec';
}

/** The secret itself comes along. */
export interface CredentialScheme {
  kind: 'bearer' | 'basic' | 'query';
  /** The parameter of the URL (`query`). */
  parameter: string;
}

export type Scheme = { name: string } & (HmacScheme | CredentialScheme);

const MINUTE = 60_000;
/** How far a signature's time may be from ours, where a system does not say. */
export const TOLERANCE: Milliseconds = 5 * MINUTE;
/** Clocks of two machines may differ by this much; no signature needs to come from further ahead. */
export const LONGEST_AHEAD: Milliseconds = 5 * MINUTE;

const HMAC: HmacScheme = {
  kind: 'hmac',
  header: '',
  hash: 'sha256',
  encoding: 'hex',
  prefix: '',
  several: false,
  signed: '{body}',
  key: 'text',
};

const unix = (header: string) => ({ header, form: 'unix' as const, tolerance: TOLERANCE });

/** The schemes that have a name of their own. */
const SCHEMES = {
  zendesk: {
    ...HMAC,
    header: 'x-zendesk-webhook-signature',
    encoding: 'base64',
    signed: '{timestamp}{body}',
    // Whether a later try is signed anew is not documented.
    timestamp: { header: 'x-zendesk-webhook-signature-timestamp', form: 'iso', tolerance: 15 * MINUTE },
  },
  zammad: { ...HMAC, header: 'x-hub-signature', hash: 'sha1', prefix: 'sha1=' },
  chatwoot: {
    ...HMAC,
    header: 'x-chatwoot-signature',
    prefix: 'sha256=',
    signed: '{timestamp}.{body}',
    timestamp: unix('x-chatwoot-timestamp'),
  },
  github: { ...HMAC, header: 'x-hub-signature-256', prefix: 'sha256=' },
  'standard-webhooks': {
    ...HMAC,
    header: 'webhook-signature',
    encoding: 'base64',
    prefix: 'v1,',
    several: true,
    signed: '{id}.{timestamp}.{body}',
    timestamp: unix('webhook-timestamp'),
    id: 'webhook-id',
    key: 'whsec',
  },
  slack: {
    ...HMAC,
    header: 'x-slack-signature',
    prefix: 'v0=',
    signed: 'v0:{timestamp}:{body}',
    timestamp: unix('x-slack-request-timestamp'),
  },
  bearer: { kind: 'bearer', parameter: '' },
  basic: { kind: 'basic', parameter: '' },
  query: { kind: 'query', parameter: 'token' },
} satisfies Record<string, HmacScheme | CredentialScheme>;

export type SchemeName = keyof typeof SCHEMES;
export const SCHEME_NAMES = Object.keys(SCHEMES) as SchemeName[];

/** A scheme by its name. */
export function scheme(name: SchemeName): Scheme {
  return { name, ...SCHEMES[name] };
}

/** The scheme that a mapping describes itself. */
export function ownScheme(parts: Partial<HmacScheme> & Pick<HmacScheme, 'header'>): Scheme {
  return { name: 'hmac', ...HMAC, ...parts };
}
