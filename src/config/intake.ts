/** Settings of the intake. Secrets of webhooks are read by src/intake/secrets.ts: their names depend on the mappings. */
import { readText } from '../reading/names.js';
import type { Reading } from '../reading/scalar.js';
import type { Setting } from './settings.js';
import { readHostAndPort } from './urls.js';

/** Secrets of webhooks have names that nobody can list. */
export const WEBHOOK_SECRET = /^RUNG_WEBHOOK_/;

export const INTAKE_SETTINGS = {
  RUNG_INTAKE_ADDRESS: {
    means: 'Where the intake listens; on another address than one of this machine it does not start without keys.',
    default: '127.0.0.1:8787',
    read: readHostAndPort,
  } as Setting<string, string>,
  RUNG_INTAKE_PER_SECOND: {
    means: 'How many requests the intake takes in a second from one key and from one source, over ten seconds.',
    default: '500',
    read: readRequests,
  } as Setting<number, string>,
  RUNG_INTAKE_PROXIES: {
    means: 'Reverse proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas.',
    default: undefined,
    example: '10.0.0.0/8',
    read: readNetworks,
  } as Setting<string[], undefined>,
  RUNG_INTEGRATIONS: {
    means: 'A folder with mappings of your own; one of the same name replaces one of Rung’s.',
    default: undefined,
    example: './integrations',
    read: (text) => readText(text, 'the path of a folder'),
  } as Setting<string, undefined>,
  RUNG_JWT_ISSUER: {
    means: 'The issuer of tokens that the intake takes beside keys; RUNG_JWT_AUDIENCE and RUNG_JWT_JWKS go with it.',
    default: undefined,
    example: 'https://login.example.com/',
    read: (text) => readText(text, 'what the tokens say under "iss"'),
  } as Setting<string, undefined>,
  RUNG_JWT_AUDIENCE: {
    means: 'For whom those tokens are: this intake.',
    default: undefined,
    example: 'rung',
    read: (text) => readText(text, 'what the tokens say under "aud"'),
  } as Setting<string, undefined>,
  RUNG_JWT_JWKS: {
    means: 'Where the issuer publishes its keys.',
    default: undefined,
    example: 'https://login.example.com/.well-known/jwks.json',
    read: readJwksUrl,
  } as Setting<string, undefined>,
};

function readRequests(text: string): Reading<number> {
  const rate = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return rate >= 1 && rate <= 100_000
    ? { value: rate }
    : { message: `${JSON.stringify(text)} is not a number of requests`, expected: 'a whole number from 1 to 100000' };
}

function readNetworks(text: string): Reading<string[]> {
  const networks = text.split(',').map((one) => one.trim());
  const isNetwork = (one: string) =>
    /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)(?:\/\d{1,3})?$/.test(one);
  return networks.every(isNetwork)
    ? { value: networks }
    : { message: 'names something else than addresses', expected: 'such as 10.0.0.0/8, or 192.0.2.7,192.0.2.8' };
}

/** Keys that come over an open line could be anybody's. */
function readJwksUrl(text: string): Reading<string> {
  const url = URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined;
  const isHere = url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)
    ? { value: text }
    : { message: 'is not an https address', expected: 'such as https://login.example.com/.well-known/jwks.json' };
}
