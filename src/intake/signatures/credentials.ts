/** Verifying a secret that comes along: where that is all a system has. The body could be anybody's who knows it. */
import { sameSecret } from './bytes.js';
import { oneHeader, type Headers } from './headers.js';
import type { CredentialScheme } from './schemes.js';
import { refused, type SignatureVerdict } from './verdict.js';

export interface Credentials {
  headers: Headers;
  /** What stands after the `?` of the URL. */
  query?: string;
}

const CREDENTIALS = 'the credentials are not the right ones';

/** Verifies what comes along with any of the secrets. */
export function verifyCredentials(
  scheme: CredentialScheme & { name: string },
  given: Credentials,
  secrets: readonly string[],
): SignatureVerdict {
  const shown = scheme.kind === 'query' ? inQuery(scheme.parameter, given) : inHeader(scheme.kind, given);
  if (typeof shown !== 'string') return shown;
  // No early end: how long it takes says nothing about which one fits.
  const matches = secrets.map((secret) => sameSecret(shown, secret));
  return matches.includes(true) ? { verified: true, scheme: scheme.name } : refused('mismatch', CREDENTIALS);
}

function inHeader(kind: 'bearer' | 'basic', { headers }: Credentials): string | SignatureVerdict {
  const header = oneHeader(headers, 'authorization');
  if (header === 'missing') return refused('missing-header', 'the header authorization is missing');
  if (header === 'duplicate') return refused('duplicate-header', 'the header authorization came more than once');
  const [, type, token] = /^([A-Za-z]+) ([\x21-\x7e]+)$/.exec(header.value) ?? [];
  if (type?.toLowerCase() !== kind || token === undefined) {
    return refused('malformed-credentials', `the header authorization holds no ${kind} credentials`);
  }
  if (kind === 'bearer') return token;
  const text = Buffer.from(token, 'base64');
  if (text.toString('base64') !== token) {
    return refused('malformed-credentials', 'the basic credentials are not base64');
  }
  return text.toString('utf8');
}

function inQuery(parameter: string, { query = '' }: Credentials): string | SignatureVerdict {
  const values = new URLSearchParams(query).getAll(parameter);
  if (values.length === 0) return refused('missing-header', `the parameter ${parameter} is missing in the URL`);
  if (values.length > 1) return refused('duplicate-header', `the parameter ${parameter} is in the URL more than once`);
  return values[0]!;
}
