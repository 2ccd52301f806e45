/** The package as somebody has it who has no checkout. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let packed: string[];

beforeAll(async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  folder = await mkdtemp(join(tmpdir(), 'rung-installed-'));
  for (const path of packed) await cp(path, join(folder, path));
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rm(folder, { recursive: true }));

/** As a program, with no Temporal anywhere: its own settings only. */
function installed(...args: string[]): Promise<{ code: unknown; stderr: string }> {
  const env = { PATH: process.env['PATH'], HOME: folder };
  return new Promise((resolve) =>
    execFile(process.execPath, [join(folder, 'bin/rung.js'), ...args], { cwd: folder, env }, (error, _out, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    ),
  );
}

it('has the documents that its help names, and the policy', () => {
  expect(packed).toEqual(
    expect.arrayContaining([
      'docs/configuration.md',
      '.env.example',
      'policies/default.yaml',
      'integrations/zendesk.yaml',
    ]),
  );
});

it('has no local stack, and says in a sentence what to do instead', async () => {
  const { code, stderr } = await installed('dev');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^the local stack needs a checkout of the repository: [^\n]+ `rung worker`\n$/);
});
