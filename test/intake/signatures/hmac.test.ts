/** Vectors for each scheme that signs: what is verified, and what is said of what is not. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ownScheme, scheme, type SchemeName } from '../../../src/intake/signatures/schemes.js';
import { verify, type RawDelivery } from '../../../src/intake/signatures/verify.js';
import { SIGNERS, type Signer } from './signing.js';

const NOW = Date.parse('2026-11-29T09:00:00Z');
const BODY = Buffer.from('{"ticket":{"id":1,"title":"Grüße 🙂"}}');
const ID = 'msg_1';

type Vector = [what: string, outcome: string, delivery: RawDelivery, secrets?: string[], now?: number];

describe.each(Object.entries(SIGNERS))('%s', (name, signer) => {
  const vectors = vectorsOf(signer);

  it.each(vectors)('%s: %s', (_what, outcome, delivery, secrets = [signer.secrets[0]], now = NOW) => {
    const verdict = verify([scheme(name as SchemeName)], delivery, secrets, now);
    expect(verdict.verified ? 'verified' : verdict.reason).toBe(outcome);
    if (verdict.verified) return expect(verdict.signedAt !== undefined).toBe(signer.timestamp !== undefined);
    for (const secret of [...signer.secrets, ...secrets.filter((one) => one.length > 3)]) {
      expect(verdict.message).not.toContain(secret);
    }
  });

  it('has more than twenty of them', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(25);
  });
});

function vectorsOf(signer: Signer): Vector[] {
  const [first, second] = signer.secrets;
  const { signature, timestamp, id, tolerance = 0, prefix } = signer;
  const headers = (body = BODY, { secret = first, at = NOW, time = signer.time(at) } = {}): Record<string, string> => ({
    'Content-Type': 'application/json',
    [signature]: signer.sign(secret, body, time, ID),
    ...(timestamp && { [timestamp]: time }),
    ...(id && { [id]: ID }),
  });
  const signed = (body = BODY, how: Parameters<typeof headers>[1] = {}): RawDelivery => ({
    headers: headers(body, how),
    body,
  });
  const right = headers();
  const text = right[signature]!;
  const raw = text.slice(prefix.length);
  const withSignature = (value: string): RawDelivery => ({ headers: { ...right, [signature]: value }, body: BODY });
  const without = (name: string): RawDelivery => {
    const { [name]: _dropped, ...rest } = right;
    return { headers: rest, body: BODY };
  };
  const renamed = (how: (name: string) => string): RawDelivery => ({
    headers: Object.fromEntries(Object.entries(right).map(([name, value]) => [how(name), value])),
    body: BODY,
  });
  const flipped = raw.startsWith('0') ? `1${raw.slice(1)}` : `0${raw.slice(1)}`;
  const otherHash = signer.encoding === 'hex' && prefix !== 'sha1=' ? 'sha1' : 'sha512';

  const always: Vector[] = [
    ['valid', 'verified', signed()],
    ['the same again', 'verified', signed()],
    ['an altered body', 'mismatch', { headers: right, body: Buffer.from(BODY.toString().replace('1', '2')) }],
    ['a line end more', 'mismatch', { headers: right, body: Buffer.concat([BODY, Buffer.from('\n')]) }],
    [
      'the body read and written anew',
      'mismatch',
      { headers: right, body: Buffer.from(JSON.stringify(JSON.parse(BODY.toString()), null, 1)) },
    ],
    ['another body with this signature', 'mismatch', { headers: right, body: Buffer.from('{}') }],
    ['another secret', 'mismatch', signed(BODY, { secret: second })],
    ['the new of two secrets', 'verified', signed(), [first, second]],
    ['the old of two secrets', 'verified', signed(BODY, { secret: second }), [first, second]],
    [
      'neither of two secrets',
      'mismatch',
      signed(BODY, { secret: second.replace('b', 'c').replace('2', '3') }),
      [first, first],
    ],
    ['no secret', 'no-secret', signed(), []],
    ['an empty secret', 'no-secret', { ...signed(), headers: headers(BODY) }, ['']],
    ['names in small letters', 'verified', renamed((one) => one.toLowerCase())],
    ['names in capitals', 'verified', renamed((one) => one.toUpperCase())],
    ['headers as pairs', 'verified', { headers: Object.entries(right), body: BODY }],
    [
      'the signature twice',
      'duplicate-header',
      { headers: { ...right, [signature]: [text, text] } as never, body: BODY },
    ],
    [
      'the signature twice, in another case',
      'duplicate-header',
      { headers: [...Object.entries(right), [signature.toLowerCase(), text]], body: BODY },
    ],
    [
      'a wrong signature before the right one',
      'duplicate-header',
      { headers: [[signature, `${prefix}${flipped}`], ...Object.entries(right)], body: BODY },
    ],
    ['no signature', 'missing-header', without(signature)],
    ['an empty signature', 'malformed-signature', withSignature('')],
    ['nothing but the prefix', prefix === '' ? 'malformed-signature' : 'malformed-signature', withSignature(prefix)],
    ['one sign too few', 'malformed-signature', withSignature(text.slice(0, -1))],
    ['one sign too many', 'malformed-signature', withSignature(`${text}A`)],
    [
      'a sign that is none of the encoding',
      'malformed-signature',
      withSignature(`${prefix}${raw.slice(0, -5)}*${raw.slice(-4)}`),
    ],
    ['one other sign', 'mismatch', withSignature(`${prefix}${flipped}`)],
    ['a blank in front', 'malformed-signature', withSignature(` ${signer.prefix === 'v1,' ? 'v1, ' : prefix}${raw}`)],
    [
      'a signature of another hash',
      'malformed-signature',
      withSignature(prefix + createHmac(otherHash, first).update(BODY).digest(signer.encoding)),
    ],
    [
      'two signatures in one header',
      'malformed-signature',
      withSignature(`${text}, ${text}`.replace(/^v1,(.*), v1,/, 'v1,$1,v1,')),
    ],
    ['an empty body', 'verified', signed(Buffer.alloc(0))],
    ['an empty body with a signature of another', 'mismatch', { headers: right, body: Buffer.alloc(0) }],
    ['a body that is no text', 'verified', signed(Buffer.from([0xff, 0x00, 0xfe, 0x80]))],
    [
      'a body that is no text, altered',
      'mismatch',
      { headers: headers(Buffer.from([0xff])), body: Buffer.from([0xfe]) },
    ],
  ];
  const encodings: Vector[] =
    signer.encoding === 'hex'
      ? [['hex in capitals', 'malformed-signature', withSignature(prefix + raw.toUpperCase())]]
      : [
          ['base64 without its end', 'malformed-signature', withSignature(prefix + raw.replace(/=+$/, ''))],
          [
            'base64 with other bits at its end',
            'malformed-signature',
            withSignature(prefix + raw.replace(/.=$/, (end) => `${end[0] === 'B' ? 'C' : 'B'}=`)),
          ],
        ];
  const prefixes: Vector[] =
    prefix === ''
      ? []
      : [
          ['no prefix', 'malformed-signature', withSignature(raw)],
          ['the prefix in other letters', 'malformed-signature', withSignature(prefix.toUpperCase() + raw)],
          ['another prefix', 'malformed-signature', withSignature(`v9=${raw}`)],
        ];
  if (!timestamp)
    return [
      ...always,
      ...encodings,
      ...prefixes,
      ['a year later', 'verified', signed(), [first], NOW + 31_536_000_000],
    ];

  const ahead = Math.min(tolerance, 300_000);
  const timed = (time: string): RawDelivery => signed(BODY, { time });
  const times: Vector[] = [
    ['as old as may be', 'verified', signed(BODY, { at: NOW - tolerance })],
    ['a second too old', 'stale', signed(BODY, { at: NOW - tolerance - 1000 })],
    ['a day old', 'stale', signed(BODY, { at: NOW - 86_400_000 })],
    ['as far ahead as may be', 'verified', signed(BODY, { at: NOW + ahead })],
    ['a second too far ahead', 'future', signed(BODY, { at: NOW + ahead + 1000 })],
    ['a day ahead', 'future', signed(BODY, { at: NOW + 86_400_000 })],
    ['replayed in its time', 'verified', signed(), [first], NOW + tolerance],
    ['replayed after its time', 'stale', signed(), [first], NOW + tolerance + 1000],
    ['an old one with another secret', 'mismatch', signed(BODY, { at: NOW - 86_400_000, secret: second })],
    [
      'a time altered to now',
      'mismatch',
      { headers: { ...headers(BODY, { at: NOW - 86_400_000 }), [timestamp]: signer.time(NOW) }, body: BODY },
    ],
    ['no time', 'missing-header', without(timestamp)],
    [
      'the time twice',
      'duplicate-header',
      { headers: [...Object.entries(right), [timestamp, right[timestamp]!]], body: BODY },
    ],
    ['an empty time', 'malformed-timestamp', timed('')],
    ['a time that is a word', 'malformed-timestamp', timed('now')],
    ['a time with something behind it', 'malformed-timestamp', timed(`${signer.time(NOW)}abc`)],
    [
      'a time with a fraction',
      signer.encoding === 'base64' && !id ? 'verified' : 'malformed-timestamp',
      timed(signer.time(NOW).replace(/Z?$/, (end) => `.5${end}`)),
    ],
    ['a time before 1970', 'malformed-timestamp', timed('-1')],
    ['a time with an exponent', 'malformed-timestamp', timed('1.795942802e9')],
    ['a time without end', 'malformed-timestamp', timed('9'.repeat(400))],
  ];
  if (!id) return [...always, ...encodings, ...prefixes, ...times];

  const several: Vector[] = [
    ['another id', 'mismatch', { headers: { ...right, [id]: 'msg_2' }, body: BODY }],
    ['no id', 'missing-header', without(id)],
    ['the id twice', 'duplicate-header', { headers: [...Object.entries(right), [id, ID]], body: BODY }],
    ['one of two signatures', 'verified', withSignature(`v1,${flipped} ${text}`)],
    ['one of a version that we do not know and a right one', 'verified', withSignature(`v1a,AAAA ${text}`)],
    ['only a version that we do not know', 'malformed-signature', withSignature(`v2,${raw}`)],
    ['the right one behind many', 'malformed-signature', withSignature(`${'v2,x '.repeat(10)}${text}`)],
    ['a secret without its prefix', 'verified', signed(), [first.replace('whsec_', '')]],
    ['a secret that is too short', 'no-secret', signed(), [`whsec_${Buffer.alloc(23).toString('base64')}`]],
    ['a secret that is no base64', 'no-secret', signed(), ['whsec_not base64!']],
    ['a right secret beside a wrong one', 'verified', signed(), ['whsec_short', first]],
  ];
  return [...always, ...encodings, ...prefixes, ...times, ...several];
}

describe('a scheme that a mapping describes', () => {
  const own = ownScheme({
    header: 'x-desk-signature',
    hash: 'sha512',
    encoding: 'hex',
    prefix: 't=',
    signed: '{timestamp}~{id}~{body}',
    timestamp: { header: 'x-desk-time', form: 'iso', tolerance: 60_000 },
    id: 'x-desk-id',
  });
  const time = '2026-11-29T09:00:00.000Z';
  const headers = {
    'x-desk-signature': `t=${createHmac('sha512', 'secret').update(`${time}~7~`).update(BODY).digest('hex')}`,
    'x-desk-time': time,
    'x-desk-id': '7',
  };

  it('is verified as it says', () => {
    expect(verify([own], { headers, body: BODY }, ['secret'], NOW)).toEqual({
      verified: true,
      scheme: 'hmac',
      signedAt: NOW,
    });
    expect(verify([own], { headers, body: BODY }, ['secret'], NOW + 60_001)).toMatchObject({ reason: 'stale' });
    expect(verify([own], { headers: { ...headers, 'x-desk-id': '8' }, body: BODY }, ['secret'], NOW)).toMatchObject({
      reason: 'mismatch',
    });
  });

  it('says of several schemes what came nearest', () => {
    const schemes = [scheme('query'), own, scheme('bearer')];
    const altered = verify(schemes, { headers, body: Buffer.from('{}') }, ['secret'], NOW);
    expect(altered).toMatchObject({ verified: false, reason: 'mismatch' });
    expect(verify(schemes, { headers: {}, body: BODY, query: 'token=secret' }, ['secret'], NOW)).toEqual({
      verified: true,
      scheme: 'query',
    });
    expect(verify(schemes, { headers: {}, body: BODY }, ['secret'], NOW)).toMatchObject({ reason: 'missing-header' });
  });
});
