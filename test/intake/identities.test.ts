/** What identifies something is the whole of it, or its hash: two things that begin alike are two. */
import { describe, expect, it } from 'vitest';
import { messageId } from '../../src/channels/email/names.js';
import { addressed } from '../../src/domain/ladder/addressees.js';
import { fieldValue } from '../../src/domain/forms/field.js';
import { ID, NAME } from '../../src/domain/forms/messages.js';
import { Limits } from '../../src/intake/access/limits.js';
import { addresseeName } from '../../src/intake/people/who.js';
import { parsePolicy } from '../../src/policy/load.js';
import { spillId } from '../../src/spill/keep.js';
import { told } from './deliveries.js';

const LONG = 'a'.repeat(60);
/** Two addresses of the greatest length that differ in their last label alone. */
const [ONE, OTHER] = ['de', 'at'].map((end) => `${LONG}@${'b'.repeat(63)}.${'c'.repeat(63)}.example.${end}`) as [
  string,
  string,
];

const policyWith = (notify: string) =>
  parsePolicy(
    `version: 1
tiers:
  - { name: L1, group: one }
  - { name: L2, group: two, notify: [${notify}] }
priorities: [low, high]
cooldown: 4h
rules:
  - { name: breached, when: { sla_used: 100% }, to: L2, bump: 1 }
`,
    'p.yaml',
  ).policy;

describe('targets', () => {
  it('that begin alike are two, with an alert and a Message-ID each', () => {
    const policy = policyWith(`{ email: ${LONG}x@example.com }, { email: ${LONG}y@example.com }`);
    const { said } = addressed(policy, policy.tiers[1]!.notify, 0);
    expect(said.notify).toEqual([`email:${LONG}x@example.com`, `email:${LONG}y@example.com`]);
    const ids = said.notify.map((target) => messageId(`T-1:1:${target}`, 'T-1', 1, 'rung@example.com'));
    expect(new Set(ids).size).toBe(2);
  });

  it('that are the same but for case are one', () => {
    expect(() => policyWith('{ email: ada@example.com }, { email: ADA@example.com }')).toThrow('is told already');
  });

  it('that are no addresses are each told for what they are', () => {
    expect(() => policyWith('{ email: [a] }, { email: [b] }')).not.toThrow('is told already');
  });
});

describe('who has taken a ticket on', () => {
  it('is known by the whole address, however long', () => {
    const { people: _none, ...policy } = policyWith('{ email: ada@example.com }');
    const names = [ONE, OTHER].map((address) => addresseeName(policy, address));
    expect(names[0]).not.toBe(names[1]);
    for (const name of names) expect(fieldValue(NAME, name)).toBe(name);
    expect(addresseeName(policy, ONE)).toBe(names[0]);
    expect(addresseeName(policy, 'ada@example.com')).toBe('ada@example.com');
  });
});

describe('events and deliveries', () => {
  const replied = (id: string, delivery: string) =>
    told(
      'standard-webhooks',
      {
        type: 'ticket.replied',
        timestamp: '2026-11-29T09:00:00Z',
        data: { ticket: { id: '9' }, reply: { id, author: 'customer', public: true } },
      },
      { headers: { 'webhook-id': delivery } },
    );

  it.each([
    ['short', ''],
    ['as long as an id may be', 'x'.repeat(191)],
    ['longer', 'x'.repeat(1_000)],
  ])('with ids that are %s and end otherwise are two', async (_what, begin) => {
    const [one, same, other] = await Promise.all([
      replied(`${begin}1`, `${begin}1`),
      replied(`${begin}1`, `${begin}1`),
      replied(`${begin}2`, `${begin}2`),
    ]);
    const ids = [one, same, other].map(({ facts, dedupeKey }) => [facts[0]!.eventId, dedupeKey]);
    expect(ids[0]).toEqual(ids[1]);
    for (const i of [0, 1]) expect(ids[0]![i]).not.toBe(ids[2]![i]);
    for (const id of ids.flat()) expect(fieldValue(ID, id)).toBe(id);
  });

  it('of two tickets do not meet in the database', () => {
    expect(spillId('T-1', 'e')).not.toBe(spillId('T', '1\te'));
    expect(spillId('T-1', 'e-1')).not.toBe(spillId('T-1', 'e-2'));
  });
});

describe('a source', () => {
  const limits = () => new Limits(0.1);

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff:1:2:3'],
    ['2001:db8:1:2::1', '2001:0DB8:0001:0002::9'],
    ['::1', '0:0:0:0:1::'],
    ['fe80::1%eth0', 'fe80::2'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::', '0::7'],
  ])('%s and %s are one', async (one, other) => {
    const counted = limits();
    await counted.ofSource(one);
    await expect(counted.ofSource(other)).rejects.toMatchObject({ kind: 'too-many-requests' });
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:3::1'],
    ['2001:db8:1::1', '2001:db8:2::1'],
    ['::ffff:192.0.2.1', '192.0.2.2'],
    ['192.0.2.1', '192.0.2.11'],
    ['1:2:3:4:5:6:7:8', '1:2:3:5:5:6:7:8'],
  ])('%s and %s are two', async (one, other) => {
    const counted = limits();
    await counted.ofSource(one);
    await expect(counted.ofSource(other)).resolves.toBeUndefined();
  });
});
