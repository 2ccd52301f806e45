/** The bundle that is kept is told from what it is made of, so it has to be known what that is. */
import { readFile } from 'node:fs/promises';
import { expect, inject, it } from 'vitest';
import { BUNDLED } from '../../src/worker/bundle.js';

it('has nothing in it from other folders', async () => {
  const code = await readFile(inject('bundlePath'), 'utf8');
  const folders = new Set([...code.matchAll(/"\.\/src\/([\w-]+)\//g)].map(([, folder]) => folder!));
  expect([...folders]).toContain('workflows');
  expect([...folders].filter((folder) => !BUNDLED.includes(folder))).toEqual([]);
});
