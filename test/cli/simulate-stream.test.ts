/** A timeline that is longer than what is read at once, and one that cannot be read twice. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readTimeline } from '../../src/cli/timeline-file.js';
import { simulate } from '../../src/domain/simulation/timeline.js';
import { decisionLine } from '../../src/domain/ticket/view.js';
import { DEFAULT_HASH, DEFAULT_POLICY } from '../support/domain/policies.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { rung } from './rung.js';

const file = join(temporaryFolder(), 'timeline.jsonl');

const START = Date.UTC(2026, 0, 5, 9);
const HOUR = 3_600_000;

/** Tickets that come one after the other, hear a few facts and are closed: sorted, 12,000 rows, some 1.6 MB, with letters of several bytes. */
function longTimeline(): string[] {
  const rows: { at: number; row: string }[] = [];
  const tell = (at: number, fields: object) =>
    rows.push({ at, row: JSON.stringify({ at: new Date(at).toISOString(), ...fields }) });
  for (let i = 0; i < 2_000; i++) {
    const ticketId = `T-${i}`;
    const at = START + i * 60_000;
    const group = `Störung${'☎'.repeat(i % 7)}`;
    tell(at, {
      ticketId,
      type: 'created',
      ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24, assigneeGroup: group },
    });
    tell(at + HOUR, { ticketId, type: 'sentiment_scored', score: i % 3 === 0 ? -0.8 : 0.1 });
    tell(at + 2 * HOUR, { ticketId, type: 'customer_replied', eventId: `é${i}` });
    tell(at + 6 * HOUR, { ticketId, type: 'ticket_changed', status: i % 2 === 0 ? 'resolved' : 'pending' });
    tell(at + 7 * HOUR, { ticketId, type: 'customer_replied' });
    tell(at + 9 * HOUR, { ticketId, type: 'ticket_changed', status: i % 5 === 0 ? 'open' : 'closed' });
  }
  return rows.sort((a, b) => a.at - b.at).map(({ row }) => row);
}

function heldWhole(rows: string[]): string[] {
  const { events } = readTimeline({ name: 'x', text: rows.join('\n') }, DEFAULT_POLICY);
  const { decisions } = simulate(events, DEFAULT_POLICY, DEFAULT_HASH);
  return decisions.map((decision) => JSON.stringify(decisionLine(decision)));
}

describe('a long timeline', () => {
  const rows = longTimeline();
  const expected = heldWhole(rows);

  it.each<[string, string[], string[]]>([
    ['that is sorted', rows, expected],
    ['with a row at the wrong place', [...rows.slice(1), rows[0]!], heldWhole([...rows.slice(1), rows[0]!])],
  ])('%s comes to the same from a file and from standard input as held whole', async (_what, given, lines) => {
    expect(lines.length).toBeGreaterThan(4_000);
    const input = `${given.join('\n')}\n`;
    await writeFile(file, input);
    const fromFile = await rung(['simulate', '--json', '-t', file]);
    expect(fromFile).toEqual({ status: 0, stdout: `${lines.join('\n')}\n`, stderr: '' });
    expect(await rung(['simulate', '--json', '-t', '-'], { input })).toEqual(fromFile);
  });

  it('names every ticket at its end, in the order of creation', async () => {
    await writeFile(file, rows.join('\n'));
    const { stdout } = await rung(['simulate', '-t', file]);
    const ends = stdout.slice(stdout.indexOf('\nTicket ')).trim().split('\n').slice(1);
    expect(ends.map((row) => row.split(/ /)[0])).toEqual(Array.from({ length: 2_000 }, (_, i) => `T-${i}`));
  });

  it('with a mistake in its last row prints no decision', async () => {
    await writeFile(file, [...rows, '{"at":'].join('\n'));
    const { status, stdout, stderr } = await rung(['simulate', '--json', '-t', file]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`${file}:12001: this is not JSON; a timeline has one JSON object on each line\n`);
  });

  it('that is not UTF-8 at its very end is refused', async () => {
    await writeFile(file, Buffer.concat([Buffer.from(rows.join('\n')), Buffer.from([0xc3])]));
    expect(await rung(['simulate', '--json', '-t', file])).toEqual({
      status: 2,
      stdout: '',
      stderr: `${file}: this is not UTF-8 text\n`,
    });
  });

  it('may come through a pipe that has a name', async () => {
    await writeFile(file, rows.join('\n'));
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', '"$0" bin/rung.js simulate --json -t <(cat "$1")', process.execPath, file],
      { maxBuffer: 1 << 28 },
    );
    expect(stdout).toBe(`${expected.join('\n')}\n`);
  });
});

it('a row may be longer than what is read at once', async () => {
  const subject = 'ü'.repeat(1_500_000);
  const at = '2026-01-05T09:00:00Z';
  const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24, subject };
  const input = JSON.stringify({ at, ticketId: 'T-1', type: 'created', ticket });
  const { status, stdout } = await rung(['simulate', '--json', '-t', '-'], { input });
  expect({ status, lines: stdout.trim().split('\n').length }).toEqual({ status: 0, lines: 4 });
});

it.each(['no-such-file.jsonl', '.'])('%s is said not to be readable', async (name) => {
  const { status, stdout, stderr } = await rung(['simulate', '-t', name]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+: (there is no such file|this is a folder)\n$/);
});
