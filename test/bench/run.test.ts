/** The bench as people start it, with numbers that say nothing, on the tests' own servers. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { expect, inject, test } from 'vitest';
import type { Results } from '../../bench/run.js';
import { mongoClient } from '../support/opened.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const html = join(temporaryFolder(), 'report.html');
const PROGRAM = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));

test('a quick run measures Rung beside a script, cleans up and leaves a page', { timeout: 240_000 }, async () => {
  const places = ['--temporal', inject('temporalAddress'), '--mongodb', inject('mongoUri')];
  const sizes = ['--calm-open', '12', '--calm-rate', '2', '--calm-seconds', '3', '--idle-seconds', '1'];
  const args = [
    '--quick',
    '--measures',
    'calm',
    '--sides',
    'rung,script',
    ...sizes,
    ...places,
    '--json',
    '--html',
    html,
  ];
  const { status, stdout, stderr } = await run(args);
  expect(stderr).toMatch(/^bundling the workflows$/m);
  expect(stderr).toMatch(/^\[1\/2\] calm, 12 open and 2 due a second: /m);
  expect(status, stderr).toBe(0);
  const { calm, complaints, servers } = JSON.parse(stdout) as Results;
  for (const side of ['rung', 'script'] as const) {
    // Nothing can be decided before it is due, and nobody told before it is decided.
    expect(calm[side]).toMatchObject({ open: 12, deadlines: 6 });
    expect(calm[side]!.decided.percentiles[0]).toBeGreaterThanOrEqual(0);
    expect(calm[side]!.told.p50).toBeGreaterThanOrEqual(calm[side]!.decided.p50);
  }
  expect([calm.rung!.audits?.failed, calm.script!.audits]).toEqual([0, undefined]);
  expect(Object.keys(complaints).sort()).toEqual(['rung', 'script']);
  expect(servers.join('\n')).toContain(`Temporal at ${inject('temporalAddress')} runs already`);
  expect(await readFile(html, 'utf8')).toContain('Calm: how late the alert is');
  expect(await leftBehind()).toEqual([]);
});

async function run(args: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, stdout, stderr };
}

async function leftBehind(): Promise<string[]> {
  const client = mongoClient(inject('mongoUri'));
  try {
    const { databases } = await client.db().admin().listDatabases();
    return databases.map(({ name }) => name).filter((name) => name.startsWith('bench_'));
  } finally {
    await client.close();
  }
}
