/** A long timeline is run in a Node with a larger young generation, and nobody notices. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { wantsLargerYoungGeneration } from '../../src/cli/larger-young-generation.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const RUNG = fileURLToPath(new URL('../../bin/rung.js', import.meta.url));
const folder = temporaryFolder();
const long = join(folder, 'long.jsonl');
const short = join(folder, 'short.jsonl');
const ticket = { status: 'open', priority: 'low', customerTier: 'standard', slaHours: 4 };
const CREATED = JSON.stringify({ at: '2026-01-05T09:00:00Z', ticketId: 'T-1', type: 'created', ticket });
const BLANKS = ' '.repeat(33 * 1024 * 1024);

beforeAll(async () => {
  await writeFile(short, CREATED);
  await writeFile(long, `${CREATED}\n${BLANKS}`);
});

describe('a larger young generation', () => {
  const node = { execArgv: [], env: {} };

  it.each([
    [['simulate', '-t', long]],
    [['simulate', '--json', '--timeline', long, '--summary']],
    [['simulate', `--timeline=${long}`]],
  ])('is wanted by a run over a long timeline: %j', (args) => {
    expect(wantsLargerYoungGeneration(args, node)).toBe(true);
  });

  it.each([
    [['simulate', '-t', short]],
    [['simulate', '-t', join(folder, 'missing.jsonl')]],
    [['simulate', '-t', '-']],
    [['simulate', '-t']],
    [['simulate', '--ticket', 'T-1']],
    [['backfill', '-t', long]],
    [[]],
  ])('is not wanted by %j', (args) => {
    expect(wantsLargerYoungGeneration(args, node)).toBe(false);
  });

  it('is not wanted where Node was told of a size', () => {
    const args = ['simulate', '-t', long];
    expect(wantsLargerYoungGeneration(args, { ...node, execArgv: ['--max-semi-space-size=16'] })).toBe(false);
    expect(wantsLargerYoungGeneration(args, { ...node, env: { NODE_OPTIONS: '--max-semi-space-size=16' } })).toBe(
      false,
    );
  });
});

const started = (...args: string[]) => spawn(process.execPath, [RUNG, 'simulate', ...args], { stdio: 'pipe' });

async function ran(...args: string[]) {
  const child = started(...args);
  const ended = once(child, 'exit');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, status: (await ended)[0] as number | null };
}

it('prints the same, and ends with the same status', async () => {
  expect(await ran('-t', long, '--json')).toEqual(await ran('-t', short, '--json'));
  const failed = await ran('-t', long, '--policy', join(folder, 'missing.yaml'));
  expect(failed).toEqual(await ran('-t', short, '--policy', join(folder, 'missing.yaml')));
  expect(failed.status).toBe(2);
});

it('ends when it is asked to', async () => {
  const policy = join(folder, 'policy');
  execFileSync('mkfifo', [policy]);
  const child = started('-t', long, '--policy', policy);
  const ended = once(child, 'exit');
  // Opened by the second Node, which waits for its text.
  const held = await open(policy, 'w');
  child.kill('SIGTERM');
  expect(await ended).toEqual([128 + constants.signals.SIGTERM, null]);
  await held.close();
});

it('tells of all mistakes where they go through a pipe that is read late', async () => {
  const wrong = join(folder, 'wrong.jsonl');
  await writeFile(wrong, '{"at":"x"}\n'.repeat(2_000));
  const child = started('-t', wrong);
  const ended = once(child, 'close');
  child.stdout.resume();
  const stderr = await text(child.stderr);
  await ended;
  expect(stderr.split('\n').filter((line) => line.startsWith(wrong))).toHaveLength(1_001);
  expect(stderr).toContain(`${wrong}: 1000 more mistakes`);
});
