/**
 * Targets whose addresses are secrets: a policy names an endpoint, settings hold its address. Everything else (alert keys, histories,
 * logs, metrics) has the name alone. A list of endpoints is words: `pager=https://…`, then its secrets, then the next one.
 */
import { readText } from '../reading/names.js';
import { isWrong, shown, type ScalarReading, type Wrong } from '../reading/scalar.js';
import { urlFrom } from '../reading/web-address.js';

export interface Endpoint {
  url: string;
  /** Keys of signatures; while they are exchanged there are two. */
  secrets: readonly string[];
}

/** By name. */
export type Endpoints = Readonly<Record<string, Endpoint>>;

const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const NAMES = 'a name such as pager: small letters, digits, "-" and "_", 63 at most';

/** Reads the name of an endpoint. */
export function readEndpointName(value: unknown): ScalarReading<string> {
  const text = readText(value, NAMES);
  if (isWrong(text) || isName(text.value)) return text;
  if (/^https?:/i.test(text.value)) {
    return { message: 'is an address, which is a secret', expected: `${NAMES}; the settings have its address` };
  }
  const small = text.value.toLowerCase();
  return { message: `${shown(value)} is not a name`, expected: isName(small) ? `write ${small}` : NAMES };
}

function isName(text: string): boolean {
  return NAME.test(text) && !(text in {});
}

/** What an endpoint has besides its address. */
export interface EndpointForm {
  /** It is given secrets to sign with, and needs one at least. */
  isSigned: boolean;
}

/** Reads a list of endpoints. What is wrong is said without addresses and secrets. */
export function readEndpoints(text: string, { isSigned }: EndpointForm): ScalarReading<Endpoints> {
  const example = isSigned ? 'pager=https://events.example.com/rung whsec_…' : 'ops=https://events.example.com/rung';
  const wrong = (message: string, expected = `entries such as ${example}`): Wrong => ({ message, expected });
  const endpoints: Record<string, { url: string; secrets: string[] }> = {};
  let last: { url: string; secrets: string[] } | undefined;
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  for (const [i, word] of lines.join('\n').split(/\s+/).filter(Boolean).entries()) {
    const place = `word ${i + 1}`;
    if (isSigned && word.startsWith('whsec_')) {
      if (!last) return wrong(`${place} is a secret without an endpoint before it`);
      if (!isSecret(word)) return wrong(`${place} is not a secret`, 'whsec_ and 24 to 64 bytes in base64');
      last.secrets.push(word);
      continue;
    }
    const [, name = '', address = ''] = /^([^=]*)=(.*)$/.exec(word) ?? [];
    if (!isName(name)) return wrong(`${place} is not an endpoint`);
    if (Object.hasOwn(endpoints, name)) return wrong(`the endpoint ${name} is there twice`, 'each name once');
    const problem = addressProblem(address);
    if (problem) return wrong(`the address of ${name} ${problem.message}`, problem.expected);
    endpoints[name] = last = { url: address, secrets: [] };
  }
  const unsigned = Object.entries(endpoints).find(([, { secrets }]) => isSigned && secrets.length === 0)?.[0];
  if (unsigned !== undefined) return wrong(`the endpoint ${unsigned} has no secret`);
  return Object.keys(endpoints).length === 0 ? wrong('names no endpoint') : { value: endpoints };
}

function addressProblem(address: string): Wrong | undefined {
  const url = urlFrom(address);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    return { message: 'is not a web address', expected: 'an address that starts with https://' };
  }
  if (url.username !== '' || url.password !== '') {
    return { message: 'has a user or a password', expected: 'an address without them' };
  }
  if (url.protocol === 'http:' && !/^(?:.*\.)?localhost$|^127\.|^\[::1\]$/.test(url.hostname)) {
    return { message: 'is not encrypted', expected: 'an address that starts with https://' };
  }
  return undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isSecret(word: string): boolean {
  const encoded = word.slice('whsec_'.length);
  const bytes = Math.floor((encoded.replace(/=+$/, '').length * 3) / 4);
  return BASE64.test(encoded) && bytes >= 24 && bytes <= 64;
}
