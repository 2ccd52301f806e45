/** The cache of programs: filled once, by one process at a time, whole or not at all. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { filledOnce, type Workshop } from '../../local-stack/cache.js';
import { startSupervisor, type Supervisor } from '../../local-stack/supervisor.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
let cache: string;
const supervisors: Supervisor[] = [];
const lines: string[] = [];

function workshop(): Workshop {
  const supervisor = startSupervisor();
  supervisors.push(supervisor);
  return { supervisor, cache, env: process.env, log: (line) => lines.push(line) };
}

const fill = async (folder: string) => writeFile(join(folder, 'program'), 'whole');

beforeEach(async () => {
  cache = await mkdtemp(join(folder, 'cache-'));
});

afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((supervisor) => supervisor.close()));
  lines.length = 0;
});

it('fills a folder once, and finds it from then on', async () => {
  const first = await filledOnce(workshop(), 'it-1.0', 'building it', fill);
  const second = await filledOnce(workshop(), 'it-1.0', 'building it', () => Promise.reject(new Error('again?')));
  expect(second).toBe(first);
  expect(await readFile(join(first, 'program'), 'utf8')).toBe('whole');
  expect(lines).toEqual(['Building it; this is needed only once and may take some minutes', 'Done building it (0 s)']);
});

it('lets one process fill it while another waits', async () => {
  let finish!: () => void;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let begun!: () => void;
  const started = new Promise<void>((resolve) => (begun = resolve));
  const one = filledOnce(workshop(), 'it-1.0', 'building it', async (folder) => {
    begun();
    await finished;
    await fill(folder);
  });
  await started;
  const other = filledOnce(workshop(), 'it-1.0', 'building it', () => Promise.reject(new Error('twice')));
  await expect.poll(() => lines).toContain('Another process is building it; waiting for it');
  expect(existsSync(join(cache, 'it-1.0'))).toBe(false);
  finish();
  expect(await other).toBe(await one);
});

it('leaves nothing of a failure, and the next one tries again', async () => {
  await expect(
    filledOnce(workshop(), 'it-1.0', 'building it', async (folder) => {
      await fill(folder);
      throw new Error('the disk is full');
    }),
  ).rejects.toThrow('the disk is full');
  expect(await readdir(cache)).toEqual(['logs']);
  await filledOnce(workshop(), 'it-1.0', 'building it', fill);
});

it('clears away what a killed process left unfinished', async () => {
  await mkdir(join(cache, 'it-1.0.unfinished'), { recursive: true });
  await writeFile(join(cache, 'it-1.0.unfinished', 'half'), '');
  const folder = await filledOnce(workshop(), 'it-1.0', 'building it', fill);
  expect(await readdir(folder)).toEqual(['program']);
});
