/** API keys: what they look like, what is kept of them, when they are refused. */
import { expect, test } from 'vitest';
import { ApiKeys, makeKey, REMEMBERED_MS } from '../../src/intake/access/keys.js';
import type { ApiKey } from '../../src/store/intake-port.js';

const NOW = Date.parse('2026-01-05T09:00:00Z');

function world(...keys: ApiKey[]) {
  const kept = new Map(keys.map((key) => [key.id, key]));
  return {
    kept,
    keys: new ApiKeys({ find: async (id) => kept.get(id) ?? null, list: async () => [...kept.values()] }),
  };
}

test('a key is what it was made for, and its secret is not kept', async () => {
  const { key, kept } = makeKey({ scopes: ['read'], note: 'dashboard' }, NOW);
  expect(key).toMatch(/^rung_[a-z0-9]{12}_[\w-]{43}$/);
  expect(JSON.stringify(kept)).not.toContain(key.split('_').slice(2).join('_'));
  expect(await world(kept).keys.judge(key, NOW)).toEqual({ key: kept });
});

test.each([
  ['', 'malformed'],
  ['rung_', 'malformed'],
  ['Bearer rung_abcdefghijkl_x', 'malformed'],
  [`rung_abcdefghijkl_${'x'.repeat(43)}`, 'unknown'],
  [`rung_abcdefghijkl_${'x'.repeat(44)}`, 'malformed'],
])('%j is %s', async (text, refused) => {
  expect(await world().keys.judge(text, NOW)).toEqual({ refused });
});

test('the secret of another key does not fit', async () => {
  const one = makeKey({ scopes: ['admin'], note: '' }, NOW);
  const other = makeKey({ scopes: ['read'], note: '' }, NOW);
  const mixed = `rung_${one.kept.id}_${other.key.slice(-43)}`;
  expect(await world(one.kept, other.kept).keys.judge(mixed, NOW)).toEqual({ refused: 'unknown' });
});

test('an expired key is refused from that instant on, a revoked one within seconds', async () => {
  const { key, kept } = makeKey({ scopes: ['write'], note: '', expiresAt: NOW + 1_000 }, NOW);
  const expiring = world(kept).keys;
  expect(await expiring.judge(key, NOW + 999)).toHaveProperty('key');
  expect(await expiring.judge(key, NOW + 1_000)).toEqual({ refused: 'expired' });

  const lasting = makeKey({ scopes: ['write'], note: '' }, NOW);
  const { keys, kept: store } = world(lasting.kept);
  await keys.judge(lasting.key, NOW);
  store.set(lasting.kept.id, { ...lasting.kept, revokedAt: NOW + 1 });
  expect(await keys.judge(lasting.key, NOW + REMEMBERED_MS)).toEqual({ refused: 'revoked' });
});
