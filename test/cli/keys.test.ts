/** `rung key`, with a real database. */
import { afterAll, expect, inject, test } from 'vitest';
import { ApiKeys } from '../../src/intake/access/keys.js';
import { connectStore } from '../../src/store/mongo.js';
import { mongoClient } from '../support/opened.js';
import { databaseOf } from '../support/writes.js';
import { jsonLines, rung } from './rung.js';

const database = databaseOf(import.meta.url);
const uri = inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${database}$1`);
const env = { MONGODB_URI: uri, TEMPORAL_ADDRESS: '127.0.0.1:9' };

afterAll(async () => {
  const client = mongoClient(inject('mongoUri'));
  await client.db(database).dropDatabase();
  await client.close();
});

test('a key is made, shown once, listed without itself, and revoked', async () => {
  expect(await rung(['key', 'list'], { env })).toMatchObject({ status: 0, stdout: 'No keys.\n' });
  const made = await rung(['key', 'create', '--scope', 'read,write', '--note', 'help desk', '--expires', '90d'], {
    env,
  });
  expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/^rung_[a-z0-9]{12}_[\w-]{43}\n$/) as string });
  const key = made.stdout.trim();
  const id = key.split('_')[1]!;

  const store = connectStore(uri);
  try {
    expect(await new ApiKeys(store.apiKeys).judge(key, Date.now())).toMatchObject({
      key: { scopes: ['read', 'write'] },
    });
    const listed = await rung(['key', 'list', '--json'], { env });
    expect(jsonLines(listed.stdout)).toMatchObject([
      { id, scopes: ['read', 'write'], note: 'help desk', revokedAt: null },
    ]);
    expect(listed.stdout).not.toContain(key.slice(-43));
    expect((await rung(['key', 'list'], { env })).stdout).toContain('valid until');
    expect(await rung(['key', 'revoke', key], { env })).toMatchObject({ status: 0, stdout: `${id}: revoked\n` });
    expect(await new ApiKeys(store.apiKeys).judge(key, Date.now())).toEqual({ refused: 'revoked' });
    // Once more is as good.
    expect(await rung(['key', 'revoke', id], { env })).toMatchObject({ status: 0 });
  } finally {
    await store.close();
  }
});

test.each([
  [['create'], 2, /--scope/],
  [['create', '--scope', 'read,root'], 2, /there is no scope "root"; there are read, write, command, admin/],
  [['create', '--scope', 'read', '--expires', 'soon'], 2, /write it as 12h or 90d/],
  [['create', '--scope', 'read', '--note', 'a\nb'], 2, /--note/],
  [['revoke', 'x'], 2, /12 letters and digits/],
  [['revoke', 'aaaaaaaaaaaa'], 1, /there is no key aaaaaaaaaaaa/],
])('rung key %j ends with %i', async (args, status, message) => {
  expect(await rung(['key', ...args], { env })).toMatchObject({
    status,
    stderr: expect.stringMatching(message) as string,
  });
});
