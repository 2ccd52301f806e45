/** A bench meets nobody's tickets by accident: what the environment says of servers is not heard. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, inject, test, vi } from 'vitest';
import { withoutServers } from '../../bench/servers.js';
import { withDatabase } from '../../bench/uri.js';
import type { WorkerProcess } from '../../bench/worker/process.js';

// The one that was built: it starts the program beside it.
const { WorkerProcess: Worker } = (await import(
  new URL('../../dist/bench/worker/process.js', import.meta.url).href
)) as { WorkerProcess: typeof WorkerProcess };

test('of the environment the stack of a bench gets everything but servers', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home',
    TEMPORAL_ADDRESS: 'a:7233',
    TEMPORAL_API_KEY: 'k',
    MONGODB_URI: 'mongodb://a',
  };
  expect(withoutServers(env)).toEqual({ PATH: '/bin', HOME: '/home' });
});

test.skipIf(!existsSync('/proc/self/environ'))('a worker of the bench gets nothing of it', async () => {
  vi.stubEnv('TEMPORAL_ADDRESS', 'production:7233');
  const worker = await Worker.start({
    kind: 'script',
    address: 'none',
    taskQueue: 'none',
    mongodbUri: withDatabase(inject('mongoUri'), 'nothing_in_it'),
    paced: false,
    everyMs: 60_000,
  });
  try {
    expect(await readFile(`/proc/${worker.pid}/environ`, 'utf8')).not.toMatch(/TEMPORAL|MONGODB|RUNG|PATH/);
  } finally {
    await worker.stop();
    vi.unstubAllEnvs();
  }
});
