/** What the workflow that publishes the package makes of it before it does. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../local-stack/root.js';

/** Where the workflow is taken to run. */
export const REPOSITORY = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'someone/their.rung' };

interface Job {
  steps: { run?: string }[];
}

/** Runs, in this folder with a `package.json`, what the workflow runs between installing and publishing. */
export async function makeReady(folder: string): Promise<void> {
  const text = await readFile(join(PACKAGE_ROOT, '.github/workflows/release.yml'), 'utf8');
  const { jobs } = parse(text) as { jobs: { npm: Job } };
  const lines = jobs.npm.steps.flatMap(({ run }) => run ?? []);
  const steps = lines.slice(
    lines.indexOf('npm ci') + 1,
    lines.findIndex((line) => line.startsWith('npm publish ')),
  );
  for (const step of steps) {
    // As GitHub runs it.
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step];
    await promisify(execFile)('bash', args, { cwd: folder, env: { ...process.env, ...REPOSITORY } });
  }
}
