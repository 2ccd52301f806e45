/** Cursors in the database: moved by one at a time, from where they are. */
import { expect, test } from 'vitest';
import { ownDatabase } from '../support/own-database.js';

const { db } = ownDatabase(import.meta.url);

test('a cursor begins once, moves from where it is, and an attempt that was given up for dead moves nothing', async () => {
  const { reconcilers } = db;
  const to = (cursor: string, readUpTo: number | null = null) => ({ cursor, readUpTo, at: 1_000 });
  expect(await reconcilers.read('x')).toBeNull();
  const begun = await Promise.all([reconcilers.move('x', 0, to('a')), reconcilers.move('x', 0, to('b'))]);
  expect(begun.filter(Boolean)).toHaveLength(1);
  expect(await reconcilers.move('x', 1, to('c', 5_000))).toBe(true);
  expect(await reconcilers.move('x', 1, to('d'))).toBe(false);
  expect(await reconcilers.read('x')).toEqual({ cursor: 'c', readUpTo: 5_000, rev: 2, at: 1_000, error: null });
  await reconcilers.failed('x', 'it is refused', 9_000);
  expect(await reconcilers.read('x')).toEqual({
    cursor: 'c',
    readUpTo: 5_000,
    rev: 2,
    at: 9_000,
    error: 'it is refused',
  });
  expect(await reconcilers.move('x', 2, to('e', 6_000))).toBe(true);
  expect(await reconcilers.read('x')).toMatchObject({ cursor: 'e', error: null });
  await reconcilers.failed('nobody', 'it is refused', 9_000);
  expect(await reconcilers.read('nobody')).toBeNull();
  await reconcilers.forget('x');
  expect(await reconcilers.read('x')).toBeNull();
});
