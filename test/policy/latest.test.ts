/** The policy of a file that changes: what is in force, and what is said of it. */
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { LatestPolicy } from '../../src/policy/latest.js';
import { OWN_POLICY_FILE } from '../../src/policy/own-file.js';
import { PolicyError } from '../../src/reading/problems.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TEXT = await readFile(OWN_POLICY_FILE, 'utf8');
const withCooldown = (cooldown: string) => TEXT.replace(/^cooldown: .*$/m, `cooldown: ${cooldown}`);
const HOURS = 3_600_000;

const all = temporaryFolder();
let folder: string;
let file: string;
let now: number;
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(all, 'policy-'));
  file = join(folder, 'policy.yaml');
  now = 1_000_000;
  said = [];
  await writeFile(file, withCooldown('1h'));
});

function open() {
  return LatestPolicy.of(file, {
    now: () => now,
    changed: (wrong, { policy }) => said.push(`${wrong ? wrong.name : 'good'} ${policy.cooldown / HOURS}`),
  });
}

/** Looks a second later; the hours of the cooldown that is in force. */
async function hours(latest: LatestPolicy): Promise<number> {
  now += 1_000;
  await latest.look();
  return latest.current.policy.cooldown / HOURS;
}

it('is read again when the file has changed, once a second at most', async () => {
  const latest = await open();
  expect(latest.look()).toBeUndefined();
  const { hash } = latest.current;
  await writeFile(file, withCooldown('2h'));
  expect(latest.look()).toBeUndefined();
  expect(await hours(latest)).toBe(2);
  expect(latest.current.hash).not.toBe(hash);
  const read = latest.current;
  expect(await hours(latest)).toBe(2);
  expect(latest.current).toBe(read);
  expect(said).toEqual(['good 2']);
});

it('those who ask at once wait for one reading', async () => {
  const latest = await open();
  await writeFile(file, withCooldown('2h'));
  now += 1_000;
  const looking = latest.look();
  expect(latest.look()).toBe(looking);
  await looking;
  expect(said).toEqual(['good 2']);
});

it('the last good one stays in force while the file has mistakes, which are told once for each kind', async () => {
  const latest = await open();
  await writeFile(file, withCooldown('soon'));
  expect([await hours(latest), await hours(latest)]).toEqual([1, 1]);
  expect(latest.wrong).toBeInstanceOf(PolicyError);
  await writeFile(file, withCooldown('later'));
  expect(await hours(latest)).toBe(1);
  await writeFile(file, withCooldown('3h'));
  expect(await hours(latest)).toBe(3);
  expect(latest.wrong).toBeUndefined();
  expect(said).toEqual(['PolicyError 1', 'PolicyError 1', 'good 3']);
});

it('a file that is gone for a while changes nothing', async () => {
  const latest = await open();
  await rename(file, `${file}.away`);
  expect(await hours(latest)).toBe(1);
  expect(latest.wrong?.message).toContain('there is no such file');
  await rename(`${file}.away`, file);
  expect(await hours(latest)).toBe(1);
  expect(latest.wrong).toBeUndefined();
  expect(said).toEqual(['PolicyError 1', 'good 1']);
});

it('a link that leads to another file is seen, as a mounted configuration is exchanged', async () => {
  const versions = ['4h', '5h'].map((cooldown) => ({ cooldown, path: join(folder, `${cooldown}.yaml`) }));
  for (const { cooldown, path } of versions) await writeFile(path, withCooldown(cooldown));
  await rm(file);
  await symlink(versions[0]!.path, file);
  const latest = await open();
  expect(latest.current.policy.cooldown).toBe(4 * HOURS);
  await symlink(versions[1]!.path, `${file}.new`);
  await rename(`${file}.new`, file);
  expect(await hours(latest)).toBe(5);
});

it('there has to be a good one to begin with', async () => {
  await writeFile(file, withCooldown('soon'));
  await expect(open()).rejects.toThrow(PolicyError);
});
