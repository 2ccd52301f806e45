/** The bars of a simulation: how much there is of each, and that nothing stands in front of what is printed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import pc from 'picocolors';
import { run } from '../../src/cli/run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const file = join(temporaryFolder(), 'timeline.jsonl');

/** Each look at the clock is a second later, so that each bar is seen. */
beforeEach(() => {
  let at = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (at += 1_000));
});
afterEach(() => void vi.restoreAllMocks());

/** What a terminal gets on standard error. */
async function watched(args: string[]): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  const stdout = new PassThrough().resume();
  const seen = text(stderr);
  await run(['simulate', '-t', file, ...args], {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    interactive: false,
    colours: pc.createColors(false),
    onStop: () => () => undefined,
  });
  stderr.end();
  return seen;
}

const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
const opened = (n: number) =>
  JSON.stringify({
    at: new Date(Date.UTC(2026, 0, 5, 9, n)).toISOString(),
    ticketId: `T-${n}`,
    type: 'created',
    ticket,
  });
const stray = JSON.stringify({ at: '2026-01-05T09:30:00Z', ticketId: 'T-99', type: 'customer_replied' });
const ROWS = [...Array.from({ length: 20 }, (_, n) => opened(n)), stray];

/** What has been said of each bar, by what it counts. */
function barsIn(seen: string): string[] {
  const labels = [...seen.matchAll(/[█░]+ +\d+ % {2}[\d,]+ of [\d,]+ (.+?) {2}/g)].map(([, label]) => label!);
  return [...new Set(labels)];
}

test('each part has a bar with a total: reading, running, and the time after the last row', async () => {
  await writeFile(file, ROWS.join('\n'));
  expect(barsIn(await watched([]))).toEqual(['MB read', 'rows', 'days after the last row']);
});

test('a timeline that is not sorted has one for what is read, and one for what is run', async () => {
  await writeFile(file, [...ROWS].reverse().join('\n'));
  const seen = await watched([]);
  expect(barsIn(seen)).toEqual(['MB read', 'rows read again', 'rows', 'days after the last row']);
});

test('two policies have bars with their names', async () => {
  await writeFile(file, ROWS.join('\n'));
  const names = ['default', 'follow-the-sun'];
  const seen = await watched(['--policy', 'policies/default.yaml', '--against', 'policies/follow-the-sun.yaml']);
  expect(barsIn(seen)).toEqual(
    names.flatMap((name) => ['MB read', 'rows', 'days after the last row'].map((label) => `${label}, ${name}`)),
  );
});

test.each<[string, string[], string[]]>([
  ['what is refused', [], ROWS],
  ['what is refused, in a summary', ['--summary'], ROWS],
  ['a mistake', [], [...ROWS, '{']],
  ['a mistake, in a summary', ['--summary'], [...ROWS, '{']],
])('no bar is left in front of %s, nor at the end', async (_what, args, rows) => {
  await writeFile(file, rows.join('\n'));
  const lines = (await watched(args)).split('\n');
  expect(lines.at(-1)).toMatch(/^$|\r$/);
  const printed = lines.slice(0, -1).map((line) => line.split('\r').at(-1));
  expect(printed).not.toEqual([]);
  for (const line of printed) expect(line).toMatch(/^\S*timeline\.jsonl:\d+: /);
});
