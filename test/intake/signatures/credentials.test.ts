/** Vectors for secrets that come along: bearer tokens, basic credentials, a parameter of the URL. */
import { describe, expect, it } from 'vitest';
import { scheme, type SchemeName } from '../../../src/intake/signatures/schemes.js';
import { verify, type RawDelivery } from '../../../src/intake/signatures/verify.js';

const BODY = Buffer.from('{}');
const FIRST = 'user:first-secret';
const SECOND = 'user:second-secret';
const base64 = (text: string) => Buffer.from(text).toString('base64');

type Vector = [
  what: string,
  outcome: string,
  delivery: Omit<RawDelivery, 'body'> & { body?: Buffer },
  secrets?: string[],
];

const authorized = (value: string, name = 'Authorization') => ({ headers: { [name]: value } });

function inHeader(type: string, encoded: (text: string) => string): Vector[] {
  const right = `${type} ${encoded(FIRST)}`;
  return [
    ['right', 'verified', authorized(right)],
    ['the same again', 'verified', authorized(right)],
    ['the old of two secrets', 'verified', authorized(`${type} ${encoded(SECOND)}`), [FIRST, SECOND]],
    ['the new of two secrets', 'verified', authorized(right), [FIRST, SECOND]],
    ['another', 'mismatch', authorized(`${type} ${encoded(SECOND)}`)],
    ['one sign too few', 'mismatch', authorized(`${type} ${encoded(FIRST.slice(0, -1))}`)],
    ['one sign too many', 'mismatch', authorized(`${type} ${encoded(`${FIRST}x`)}`)],
    ['the beginning', 'mismatch', authorized(`${type} ${encoded('u')}`)],
    ['in capitals', 'mismatch', authorized(`${type} ${encoded(FIRST.toUpperCase())}`)],
    ['two secrets as one', 'mismatch', authorized(`${type} ${encoded(`${FIRST},${SECOND}`)}`), [FIRST, SECOND]],
    ['no secret', 'no-secret', authorized(right), []],
    ['an empty secret, and an empty one given', 'no-secret', authorized(`${type} `), ['']],
    ['nothing', 'missing-header', { headers: {} }],
    ['an empty header', 'malformed-credentials', authorized('')],
    ['nothing behind the word', 'malformed-credentials', authorized(type)],
    ['two blanks', 'malformed-credentials', authorized(`${type}  ${encoded(FIRST)}`)],
    ['something behind it', 'malformed-credentials', authorized(`${right} x`)],
    ['another kind', 'malformed-credentials', authorized(`Digest ${encoded(FIRST)}`)],
    ['no kind', 'malformed-credentials', authorized(encoded(FIRST))],
    ['the header in other letters', 'verified', authorized(right, 'aUTHORIZATION')],
    ['the kind in other letters', 'verified', authorized(`${type.toUpperCase()} ${encoded(FIRST)}`)],
    ['twice', 'duplicate-header', { headers: { authorization: [right, right] } }],
    ['twice in other letters', 'duplicate-header', { headers: { authorization: right, Authorization: right } }],
    ['in the URL', 'missing-header', { headers: {}, query: `token=${encodeURIComponent(FIRST)}` }],
    ['an empty body', 'verified', { ...authorized(right), body: Buffer.alloc(0) }],
    ['another body: it is not signed', 'verified', { ...authorized(right), body: Buffer.from('[1]') }],
  ];
}

const inQuery = (query: string) => ({ headers: {}, query });

const VECTORS: Record<string, Vector[]> = {
  bearer: inHeader('Bearer', (text) => text),
  basic: [
    ...inHeader('Basic', base64),
    ['no base64', 'malformed-credentials', authorized('Basic %%%%')],
    [
      'base64 without its end',
      'malformed-credentials',
      authorized(`Basic ${base64('user:first-secre').replace(/=+$/, '')}`),
    ],
    ['without base64', 'malformed-credentials', authorized(`Basic ${FIRST}`)],
  ],
  query: [
    ['right', 'verified', inQuery(`token=${encodeURIComponent(FIRST)}`)],
    ['the same again', 'verified', inQuery(`token=${encodeURIComponent(FIRST)}`)],
    ['beside others', 'verified', inQuery(`a=1&token=${FIRST}&b=2`)],
    ['the old of two secrets', 'verified', inQuery(`token=${SECOND}`), [FIRST, SECOND]],
    ['the new of two secrets', 'verified', inQuery(`token=${FIRST}`), [FIRST, SECOND]],
    ['written in percents', 'verified', inQuery('token=user%3A%66irst-secret')],
    ['another', 'mismatch', inQuery(`token=${SECOND}`)],
    ['one sign too few', 'mismatch', inQuery(`token=${FIRST.slice(0, -1)}`)],
    ['one sign too many', 'mismatch', inQuery(`token=${FIRST}x`)],
    ['in capitals', 'mismatch', inQuery(`token=${FIRST.toUpperCase()}`)],
    ['two secrets as one', 'mismatch', inQuery(`token=${FIRST},${SECOND}`), [FIRST, SECOND]],
    ['empty', 'mismatch', inQuery('token=')],
    ['without a value', 'mismatch', inQuery('token')],
    ['no parameter', 'missing-header', inQuery('')],
    ['no query', 'missing-header', { headers: {} }],
    ['another parameter', 'missing-header', inQuery(`secret=${FIRST}`)],
    ['the parameter in other letters', 'missing-header', inQuery(`Token=${FIRST}`)],
    ['twice', 'duplicate-header', inQuery(`token=${FIRST}&token=${FIRST}`)],
    ['a wrong one first', 'duplicate-header', inQuery(`token=x&token=${FIRST}`)],
    ['in a header', 'missing-header', authorized(`Bearer ${FIRST}`)],
    ['an empty body', 'verified', { ...inQuery(`token=${FIRST}`), body: Buffer.alloc(0) }],
    ['no secret', 'no-secret', inQuery(`token=${FIRST}`), []],
    ['an empty secret, and an empty one given', 'no-secret', inQuery('token='), ['']],
  ],
};

describe.each(Object.entries(VECTORS))('%s', (name, vectors) => {
  it.each(vectors)('%s: %s', (_what, outcome, delivery, secrets = [FIRST]) => {
    const verdict = verify([scheme(name as SchemeName)], { body: BODY, ...delivery }, secrets, 0);
    expect(verdict.verified ? 'verified' : verdict.reason).toBe(outcome);
    if (verdict.verified) return expect(verdict.signedAt).toBeUndefined();
    expect(verdict.message).not.toMatch(/first-secret|second-secret/i);
  });

  it('has more than twenty of them', () => {
    expect(vectors.length).toBeGreaterThan(20);
  });
});
