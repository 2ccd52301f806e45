/** `rung simulate`: what goes in, what comes out, to the byte. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { jsonLines, rung, spawned } from './rung.js';

const CREATED =
  '{"at":"2026-01-05T09:00:00Z","ticketId":"T-1","type":"created","ticket":{"status":"open","priority":"normal","customerTier":"standard","slaHours":24}}';
const REPLY = '{"at":"2026-01-05T10:00:00Z","ticketId":"T-1","type":"customer_replied"}';
const simulated = (lines: string[], ...args: string[]) =>
  rung(['simulate', '--timeline', '-', '--json', ...args], { input: lines.join('\n') });
const kinds = (stdout: string) => jsonLines(stdout).map((line) => (line as { kind: string }).kind);

describe('rung simulate --json', () => {
  it('prints the decisions of the design, byte for byte', async () => {
    const { status, stdout, stderr } = await simulated([
      CREATED,
      '{"at":"2026-01-06T03:30:00Z","ticketId":"T-1","type":"agent_replied"}',
      '{"at":"2026-01-06T05:00:00Z","ticketId":"T-1","type":"sentiment_scored","score":0.3}',
      '{"at":"2026-01-06T06:00:00Z","ticketId":"T-1","type":"ticket_changed","status":"resolved"}',
      '{"at":"2026-01-06T07:00:00Z","ticketId":"T-1","type":"customer_replied"}',
      '{"at":"2026-01-06T08:00:00Z","ticketId":"T-1","type":"ticket_changed","status":"open"}',
      '{"at":"2026-01-06T08:00:00Z","type":"end"}',
    ]);
    expect(stdout.split('\n')).toEqual([
      '{"at":"2026-01-06T03:00:00.000Z","ticketId":"T-1","seq":1,"kind":"escalated","rule":"time_based","from":"L1","to":"L2","priority":{"from":"normal","to":"high"},"group":"tier2_support","candidates":["time_based"],"notify":["slack:#tier2-queue","email:tier2@example.com"]}',
      '{"at":"2026-01-06T05:00:00.000Z","ticketId":"T-1","seq":2,"kind":"deescalated","reason":"sentiment","from":"L2","to":"L1","priority":{"from":"high","to":"normal"},"group":"tier1_support","notify":["slack:#tier2-queue","email:tier2@example.com"]}',
      '{"at":"2026-01-06T06:00:00.000Z","ticketId":"T-1","kind":"closed","status":"resolved"}',
      '{"at":"2026-01-06T07:00:00.000Z","ticketId":"T-1","kind":"ignored","event":"customer_replied"}',
      '{"at":"2026-01-06T08:00:00.000Z","ticketId":"T-1","kind":"reopened","status":"open"}',
      '',
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('runs on until nothing is left to wait for', async () => {
    const { stdout } = await simulated([CREATED]);
    expect(jsonLines(stdout)).toMatchObject([
      { at: '2026-01-06T03:00:00.000Z', rule: 'time_based' },
      { at: '2026-01-06T07:00:00.000Z', rule: 'stalled_at_l2' },
      { at: '2026-01-06T09:00:00.000Z', kind: 'held', rule: 'sla_breached', until: '2026-01-06T11:00:00.000Z' },
      { at: '2026-01-06T11:00:00.000Z', rule: 'sla_breached', to: 'manager' },
    ]);
  });

  it('sorts by time, then by the order of the file', async () => {
    const { stdout } = await simulated([
      '{"at":"2026-01-05T11:00:00+01:00","ticketId":"T-1","type":"customer_replied"}',
      '{"at":"2026-01-05T10:30:00Z","ticketId":"T-1","type":"ticket_changed","status":"closed"}',
      REPLY,
      CREATED,
      '{"at":"2026-01-05T10:00:00.000Z","ticketId":"T-1","type":"customer_replied"}',
    ]);
    expect(kinds(stdout)).toEqual(['escalated', 'closed']);
  });

  it('refuses a fact for a ticket that was never created, with its line, and goes on', async () => {
    const { status, stdout, stderr } = await simulated([
      REPLY,
      CREATED,
      '',
      '{"at":"2026-01-05T08:59:59.999Z","ticketId":"T-1","type":"agent_replied"}',
      '{"at":"2026-01-05T09:00:00Z","type":"end"}',
      '{"at":"2026-01-05T08:00:00Z","ticketId":"T-2","type":"customer_replied"}',
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'standard input:6: customer_replied refused; ticket T-2 was never created',
      'standard input:4: agent_replied refused; ticket T-1 was never created',
    ]);
  });

  it('tells like facts before and after the creation of an instant apart', async () => {
    const at = (line: string) => line.replace('T10:', 'T09:');
    const { stderr } = await simulated([at(REPLY), CREATED, at(REPLY)]);
    expect(stderr).toBe('standard input:1: customer_replied refused; ticket T-1 was never created\n');
  });

  it('counts every fact without an id, and one with an id once', async () => {
    const withId = REPLY.replace('"type"', '"eventId":"e1","type"');
    expect(
      kinds((await simulated([CREATED, REPLY, REPLY, REPLY, '{"at":"2026-01-05T10:00:00Z","type":"end"}'])).stdout),
    ).toEqual(['escalated']);
    expect(
      (await simulated([CREATED, withId, withId, withId, '{"at":"2026-01-05T10:00:00Z","type":"end"}'])).stdout,
    ).toBe('');
  });

  it('takes a second creation for nothing', async () => {
    const again = CREATED.replace('T09', 'T10').replace('"open"', '"closed"').replace('24', '1');
    expect((await simulated([CREATED, again])).stdout).toBe((await simulated([CREATED])).stdout);
  });

  it.each([
    ['at creation', [CREATED.replace('normal', 'blocker')], 1, 'ticket.priority'],
    [
      'later',
      [CREATED, '{"at":"2026-01-05T10:00:00Z","ticketId":"T-1","type":"ticket_changed","priority":"blocker"}'],
      2,
      'priority',
    ],
  ])('refuses a priority that the policy does not list, %s', async (_when, lines, row, key) => {
    const { status, stdout, stderr } = await simulated(lines);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(`standard input:${row}: ${key} must be one of low, normal, high, urgent, not "blocker"\n`);
  });

  it('reads CRLF, a byte order mark and empty lines', async () => {
    const input = `\uFEFF${CREATED}\r\n\r\n${REPLY}\r\n`;
    const { status, stdout } = await rung(['simulate', '-t', '-', '--json'], { input });
    expect({ status, lines: kinds(stdout).length }).toEqual({ status: 0, lines: 4 });
  });

  it('prints nothing for an empty timeline', async () => {
    expect(await simulated([])).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('rung simulate', () => {
  const folder = temporaryFolder();

  it('prints sentences and how the tickets stand at the end', async () => {
    const { stdout } = await rung(['simulate', '--timeline', '-'], { input: CREATED });
    expect(stdout).toContain(
      '2026-01-06 03:00:00Z  T-1  L1 → L2  time_based (75 % of the SLA used, open)  normal → high  to #tier2-queue, tier2@example.com\n',
    );
    expect(stdout).toContain('held  sla_breached (100 % of the SLA used)  until 2026-01-06 11:00:00Z\n');
    expect(stdout).toMatch(/\nT-1 +manager +open +urgent +support_managers\n$/);
  });

  it('runs the policy it is given', async () => {
    const file = join(folder, 'mine.yaml');
    await writeFile(
      file,
      'version: 1\ntiers:\n  - { name: low, group: a }\n  - { name: high, group: b }\nrules:\n  - { name: soon, when: { sla_used: 10% }, to: high, bump: 0 }\n',
    );
    const expected = [{ at: '2026-01-05T11:24:00.000Z', rule: 'soon', to: 'high', notify: [] }];
    expect(jsonLines((await simulated([CREATED], '--policy', file)).stdout)).toMatchObject(expected);
    const { stdout } = await rung(['simulate', '-t', '-', '--json'], { input: CREATED, env: { RUNG_POLICY: file } });
    expect(jsonLines(stdout)).toMatchObject(expected);
  });

  it('is the same as a program of its own, with nothing but decisions on standard output', async () => {
    const file = join(folder, 'timeline.jsonl');
    await writeFile(file, [REPLY.replace('T-1', 'T-9'), CREATED].join('\n'));
    const { status, stdout, stderr } = await spawned(['simulate', '--timeline', file, '--json']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: (await simulated([CREATED])).stdout });
    expect(stderr).toBe(`${file}:1: customer_replied refused; ticket T-9 was never created\n`);
  });

  it('does not mind when nobody reads on', async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => CREATED.replace('T-1', `T-${i}`));
    const { execFile } = await import('node:child_process');
    const file = join(folder, 'long.jsonl');
    await writeFile(file, lines.join('\n'));
    const outcome = await new Promise<{ out: string; err: string }>((resolve) =>
      execFile(
        'bash',
        ['-c', 'set -o pipefail; "$0" bin/rung.js simulate --json -t "$1" | head -1', process.execPath, file],
        (_error, out, err) => resolve({ out, err }),
      ),
    );
    expect(jsonLines(outcome.out)).toHaveLength(1);
    expect(outcome.err).toBe('');
  });
});
