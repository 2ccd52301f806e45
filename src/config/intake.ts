/** Settings of the intake. Secrets of webhooks are read by src/intake/secrets.ts: their names depend on the mappings. */
import { readText } from '../reading/names.js';
import type { ScalarReading } from '../reading/scalar.js';
import { optional, required } from '../reading/setting.js';
import { readAddresses } from './networks.js';
import { named } from './tree.js';
import { readHostAndPort } from './urls.js';

/** Secrets of webhooks have names that nobody can list. */
export const WEBHOOK_SECRET = /^RUNG_WEBHOOK_/;

export const INTAKE_SETTINGS = {
  /** `host:port`. */
  address: named(
    'RUNG_INTAKE_ADDRESS',
    required(
      'Where the intake listens; on another address than one of this machine it does not start without keys.',
      '127.0.0.1:8787',
      readHostAndPort,
    ),
  ),
  perSecond: named(
    'RUNG_INTAKE_PER_SECOND',
    required(
      'How many requests the intake takes in a second from one key and from one source, over ten seconds.',
      '500',
      readRequests,
    ),
  ),
  proxies: named(
    'RUNG_INTAKE_PROXIES',
    optional(
      'Reverse proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas.',
      '10.0.0.0/8',
      readAddresses,
    ),
  ),
  /** A folder of mappings. */
  integrations: named(
    'RUNG_INTEGRATIONS',
    optional(
      'A folder with mappings of your own; one of the same name replaces one of Rung’s.',
      './integrations',
      (text) => readText(text, 'the path of a folder'),
    ),
  ),
  tokens: {
    issuer: named(
      'RUNG_JWT_ISSUER',
      optional(
        'The issuer of tokens that the intake takes beside keys; RUNG_JWT_AUDIENCE and RUNG_JWT_JWKS go with it.',
        'https://login.example.com/',
        (text) => readText(text, 'what the tokens say under "iss"'),
      ),
    ),
    audience: named(
      'RUNG_JWT_AUDIENCE',
      optional('For whom those tokens are: this intake.', 'rung', (text) =>
        readText(text, 'what the tokens say under "aud"'),
      ),
    ),
    jwksUrl: named(
      'RUNG_JWT_JWKS',
      optional('Where the issuer publishes its keys.', 'https://login.example.com/.well-known/jwks.json', readJwksUrl),
    ),
  },
};

function readRequests(text: string): ScalarReading<number> {
  const rate = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return rate >= 1 && rate <= 100_000
    ? { value: rate }
    : { message: `${JSON.stringify(text)} is not a number of requests`, expected: 'a whole number from 1 to 100000' };
}

/** Keys that come over an open line could be anybody's. */
function readJwksUrl(text: string): ScalarReading<string> {
  const url = URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)
    ? { value: text }
    : { message: 'is not an https address', expected: 'such as https://login.example.com/.well-known/jwks.json' };
}
