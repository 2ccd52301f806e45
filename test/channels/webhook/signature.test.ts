import { expect, it } from 'vitest';
import { signatures, webhookId } from '../../../src/channels/webhook/signature.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const SIGNED = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };

it('signs as the libraries of Standard Webhooks do', () => {
  expect(signatures(SIGNED, [SECRET])).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it('signs with both secrets while they are exchanged', () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  expect(signatures(SIGNED, [SECRET, other]).split(' ')).toEqual([
    signatures(SIGNED, [SECRET]),
    signatures(SIGNED, [other]),
  ]);
});

it.each([
  ['T-1:1:webhook:pager', 'T-1:1:webhook:pager'],
  ['github/acme/widget#512:1:webhook:pager:fallback', 'github/acme/widget#512:1:webhook:pager:fallback'],
  ['a b:1:webhook:pager', 'a%20b:1:webhook:pager'],
  ['Ticket-ü\r\n:1:webhook:pager', 'Ticket-%C3%BC%0D%0A:1:webhook:pager'],
  ['100%:1:webhook:pager', '100%25:1:webhook:pager'],
  ['\u{1f525}:1:webhook:pager', '%F0%9F%94%A5:1:webhook:pager'],
])('has the id of %j in a header as %s', (key, id) => {
  expect(webhookId(key)).toBe(id);
  expect(decodeURIComponent(id)).toBe(key);
});
