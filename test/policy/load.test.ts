/** Policy files on disk. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPolicy, PolicyError } from '../../src/policy/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { VALID } from './policy-text.js';

const folder = temporaryFolder();

async function failure(file: string): Promise<PolicyError> {
  const error: unknown = await loadPolicy(file).catch((reason: unknown) => reason);
  if (!(error instanceof PolicyError)) throw new Error(`${file}: no PolicyError`);
  return error;
}

it('reads the default policy', async () => {
  const { policy, warnings } = await loadPolicy('policies/default.yaml');
  expect(policy.tiers.map(({ name }) => name)).toEqual(['L1', 'L2', 'L3', 'manager']);
  expect(policy.rules.map(({ name, to, bump }) => `${name} ${to} ${bump}`)).toEqual([
    'time_based L2 1',
    'vip_stuck manager 2',
    'negative_sentiment L2 1',
    'multiple_replies_no_resolution L2 1',
    'sla_breached manager 2',
    'stalled_at_l2 L3 1',
  ]);
  expect(warnings).toEqual([]);
});

it('reads every example without a warning', async () => {
  const files = (await readdir('policies')).filter((name) => name.endsWith('.yaml'));
  expect(files.length).toBeGreaterThanOrEqual(4);
  const hashes = new Set<string>();
  for (const file of files) {
    const { hash, warnings } = await loadPolicy(join('policies', file));
    expect(warnings, file).toEqual([]);
    hashes.add(hash);
  }
  expect(hashes.size).toBe(files.length);
});

it('names file, line and column of every problem', async () => {
  const file = join(folder, 'broken.yaml');
  await writeFile(file, VALID.replace('to: next', 'to: L9').replace('cooldown: 4h', 'cooldown: 4'));
  const error = await failure(file);
  expect(error.problems).toEqual([
    { file, line: 7, column: 11, path: 'cooldown', message: '4 has no unit', expected: 'write 4s, 4m, 4h or 4d' },
    {
      ...{ file, line: 10, column: 49, path: 'rules[1].to' },
      ...{ message: 'there is no tier "L9"', expected: 'the ladder has L1, L2, manager' },
    },
  ]);
  expect(error.message).toBe(
    `${file}:7:11 cooldown: 4 has no unit; write 4s, 4m, 4h or 4d\n` +
      `${file}:10:49 rules[1].to: there is no tier "L9"; the ladder has L1, L2, manager`,
  );
});

it('says in one sentence why a file cannot be read', async () => {
  const hint = 'give the path of a policy file, such as policies/default.yaml';
  const nowhere = join(folder, 'nowhere.yaml');
  expect((await failure(nowhere)).message).toBe(`${nowhere}: there is no such file; ${hint}`);
  expect((await failure(folder)).message).toBe(`${folder}: this is a folder; ${hint}`);
  const latin = join(folder, 'latin1.yaml');
  await writeFile(latin, Buffer.from('group: caf\xe9', 'latin1'));
  expect((await failure(latin)).message).toBe(`${latin}: the file is not UTF-8 text; save it as UTF-8`);
  const wide = join(folder, 'utf16.yaml');
  for (const mark of ['', '\uFEFF']) {
    await writeFile(wide, Buffer.from(`${mark}version: 1\n`, 'utf16le'));
    expect((await failure(wide)).message).toBe(`${wide}: the file is UTF-16 text; save it as UTF-8`);
    await writeFile(wide, Buffer.from(`${mark}version: 1\n`, 'utf16le').swap16());
    expect((await failure(wide)).message).toBe(`${wide}: the file is UTF-16 text; save it as UTF-8`);
  }
  expect((await failure(nowhere)).cause).toMatchObject({ code: 'ENOENT' });
});
