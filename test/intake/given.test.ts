/** The given deliveries become exactly what they must. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scheme, verify } from '../../src/intake/signatures/index.js';
import { readRecording, tryDelivery, type Tried } from '../../src/intake/try.js';
import { given, mapping, type GivenDelivery } from './deliveries.js';

const SOURCES = [
  ['zendesk-events', 'zendesk'],
  ['zendesk-trigger', 'zendesk-trigger'],
  ['freshdesk', 'freshdesk'],
  ['zammad', 'zammad'],
  ['chatwoot', 'chatwoot'],
  ['github', 'github'],
  ['standard-webhooks', 'standard-webhooks'],
] as const;

/** When the deliveries came that do not say so. */
const NOW = Date.parse('2026-12-01T10:00:00Z');

const expected = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, unknown>
>;

describe.each(SOURCES)('%s', (file, name) => {
  const { deliveries, secret, bearer, previousSecret } = given(file);
  const secrets = [secret ?? bearer!, ...(previousSecret ? [previousSecret] : [])];
  const tried = async (delivery: GivenDelivery, keys = secrets) =>
    tryDelivery(await mapping(name), readRecording(delivery), keys, NOW);

  it.each(deliveries.map((one) => [one.name, one] as const))('%s, byte for byte', async (what, delivery) => {
    expect(JSON.stringify(await tried(delivery))).toBe(JSON.stringify(expected[name]![what]));
  });

  it.each(deliveries.map((one) => [one.name, one] as const))('%s, in its own words', async (_what, delivery) => {
    meets(await tried(delivery), delivery.expect);
  });

  it.each(deliveries.map((one) => [one.name, one] as const))('%s, altered, is not genuine', async (_what, delivery) => {
    if (name === 'freshdesk') return expect((await tried(delivery, ['another'])).verified).toBe(false);
    const altered = await tried({ ...delivery, rawBody: `${delivery.rawBody} ` });
    expect(altered).toMatchObject({ verified: false, facts: [] });
  });

  it('expects nothing that is not given', () => {
    expect(Object.keys(expected[name]!)).toEqual(deliveries.map((one) => one.name));
  });
});

describe('slack-http', () => {
  const { deliveries, secret } = given('slack-http');
  it.each(deliveries.map((one) => [one.name, one] as const))('%s is signed as it says', (what, delivery) => {
    const signed = { headers: delivery.headers, body: Buffer.from(delivery.rawBody) };
    const verdict = verify([scheme('slack')], signed, [secret!], Date.parse(delivery.receivedAt!));
    const reason = /^(stale|future)-timestamp$/.exec(what)?.[1];
    expect(verdict).toMatchObject(reason ? { verified: false, reason } : { verified: true, scheme: 'slack' });
  });
});

/** The expectations that come with the deliveries, as far as they are exact. */
function meets(tried: Tried, wanted: GivenDelivery['expect']): void {
  const types = tried.facts.map(({ type }) => type);
  const all = JSON.stringify(tried.facts);
  const replies = types.filter((type) => type === 'customer_replied' || type === 'agent_replied');
  if (wanted['status'] === 401)
    return expect(tried).toMatchObject({ verified: false, reason: expect.stringMatching(/^stale/) });
  expect(tried.verified).toBe(true);
  if (typeof wanted['status'] === 'number' && wanted['status'] >= 400) {
    return expect(tried).toMatchObject({ facts: [], refused: { status: wanted['status'] } });
  }
  expect(tried.refused).toBeUndefined();
  const key = (wanted['dedupeKey'] as string | undefined) ?? '';
  if (/^(?:msg_|message:|[0-9a-f]{8}-)/.test(key)) expect(tried.dedupeKey).toBe(key);
  if (key.startsWith('sha256')) expect(tried.dedupeKey).toMatch(/^[0-9a-f]{64}$/);
  if (wanted['ticket']) {
    for (const fact of tried.facts) expect(fact.ticketId.endsWith(`/${wanted['ticket'] as string}`)).toBe(true);
    expect(tried.opens?.ticketId ?? tried.facts[0]?.ticketId).toContain(wanted['ticket']);
  }
  if (wanted['into']) expect(all).toContain(wanted['into']);
  if (wanted['to']) expect(all).toContain(`:${JSON.stringify(wanted['to'])}`);
  if (wanted['mustNotCountAsReply'] || wanted['mustNotCountAsAnswered']) expect(replies).toEqual([]);
  if (wanted['reopened']) expect(all).toContain('"status":"open"');
  if (wanted['actor'] && tried.spoke)
    expect(tried.spoke[0]!.by).toBe(wanted['fact'] === 'merged' ? 'agent' : wanted['actor']);
  if (wanted['visibility']) expect(tried.spoke![0]!.public).toBe(wanted['visibility'] === 'public');
  switch (wanted['fact']) {
    case 'ticket.created':
      return expect(types).toEqual(['created']);
    case 'ticket.created+reply':
      return expect(types).toEqual(['created', 'customer_replied']);
    case 'reply':
      return expect(replies).toEqual([wanted['actor'] === 'agent' ? 'agent_replied' : 'customer_replied']);
    case 'note':
    case 'none':
      return expect(replies).toEqual([]);
    case 'status':
    case 'priority':
    case 'assignee':
    case 'tags':
    case 'merged':
      return expect(types).toEqual(['ticket_changed']);
    case 'csat':
      return expect(types).toEqual(['sentiment_scored']);
    case undefined:
      return expect(wanted['accepted']).toBe(true);
    default:
      throw new Error(`nothing is said about ${String(wanted['fact'])}`);
  }
}
