/** A ticket's day through the command line alone, on real servers. */
import { randomUUID } from 'node:crypto';
import { appendFile, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectClient } from '../../src/client/connect.js';
import { jsonLines, rung as called, spawned, type Call } from '../cli/rung.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startWorker, type RunningWorker } from './worker.js';

const run = randomUUID().slice(0, 6);
const T1 = `T1-${run}`;
const T2 = `T2-${run}`;
const T3 = `T3-${run}`;
const ticket = (ticketId: string, more: object = {}) => ({
  ticketId,
  status: 'open',
  priority: 'normal',
  customerTier: 'standard',
  slaHours: 24,
  ...more,
});

/** A namespace of the same Temporal in which nobody has ever heard of these tickets. */
const FORGETFUL = `forgetful-${run}`;

const scored = join(temporaryFolder(), 'scored.yaml');
let worker: RunningWorker;
beforeAll(async () => {
  worker = await startWorker();
  const address = worker.env['TEMPORAL_ADDRESS']!;
  // The SDK reads its own settings from the process.
  vi.stubEnv('TEMPORAL_ADDRESS', address);
  const { connection, workflowService } = await connectClient({ address });
  // It takes the server some seconds to know it everywhere; the last test waits for it.
  await workflowService.registerNamespace({
    namespace: FORGETFUL,
    workflowExecutionRetentionPeriod: proto.google.protobuf.Duration.fromObject({ seconds: 86_400 }),
  });
  await connection.close();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  expect(await worker.stop()).toBe(0);
});

/** In this process, but for the first call: a program takes a second of processor time to start. */
const rung = (args: string[], { input, policy }: Pick<Call, 'input'> & { policy?: string } = {}) =>
  called(args, {
    env: { ...worker.env, ...(policy !== undefined && { RUNG_POLICY: policy }) },
    ...(input !== undefined && { input }),
  });
const shown = async (ticketId: string) =>
  jsonLines((await rung(['show', ticketId, '--json'])).stdout)[0] as Record<string, unknown>;

describe('the command line', { timeout: 120_000 }, () => {
  it('opens tickets; bad ones do not stop the others', async () => {
    const input = [ticket(T1, { subject: 'Printer on fire' }), ticket(T2, { slaHours: 0 }), ticket(T3)]
      .map((one) => JSON.stringify(one))
      .join('\n');
    const { status, stdout, stderr } = await spawned(['open', '-', '--json'], { input, env: worker.env });
    expect(jsonLines(stdout)).toMatchObject([
      { line: 1, ticketId: T1, outcome: 'opened', kept: true },
      { line: 2, ticketId: T2, outcome: 'invalid', error: expect.stringContaining('slaHours') as string },
      { line: 3, ticketId: T3, outcome: 'opened', kept: null },
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^standard input:2: ticket .*slaHours/);

    const again = await rung(['open', '-'], { input: JSON.stringify(ticket(T3)) });
    expect(again).toMatchObject({ status: 0, stdout: `${T3} exists already\n`, stderr: '' });
  });

  it('tells what happened, once for each event id, and shows what came of it', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await rung(['event', T1, 'sentiment', '-0.8', '--event-id', 'mail-1', '--json'])).toMatchObject({
        status: 0,
        stdout: `${JSON.stringify({ ticketId: T1, event: 'sentiment', eventId: 'mail-1', outcome: 'accepted' })}\n`,
      });
    }
    expect(await shown(T1)).toMatchObject({
      tier: 'L2',
      sentimentScore: -0.8,
      escalationReason: 'negative_sentiment',
      source: 'engine',
      webUi: `http://localhost:8233/namespaces/default/workflows/${encodeURIComponent(`ticket/${T1}`)}`,
      history: [{ kind: 'escalated', rule: 'negative_sentiment', from: 'L1', to: 'L2' }],
    });
    const { stdout } = await rung(['show', T1]);
    expect(stdout).toMatch(new RegExp(`^${T1}  L2  open  high  standard\n`));
    expect(stdout).toMatch(/Cooldown +until .* \(in 3 h 59 min\)/);
    await vi.waitFor(() => expect(worker.alerts()).toContain(`[slack:#tier2-queue] ${T1} escalated to L2`), 10_000);
    expect(worker.alerts()).toContain('[email:tier2@example.com]');
    expect(worker.alerts()).not.toContain('Printer on fire');
  });

  it('does what people ask, or says why not', async () => {
    expect(await rung(['ack', T1, '--by', 'anna'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        new RegExp(
          `^${T1}: acknowledged; held until \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z: stalled_at_l2; the SLA still counts\n$`,
        ),
      ) as string,
    });
    expect(await shown(T1)).toMatchObject({ acknowledged: { by: 'anna', seq: 1 } });
    expect(await rung(['unack', T1, '--by', 'ben'])).toMatchObject({
      status: 0,
      stdout: `${T1}: not acknowledged any more\n`,
    });
    expect(await shown(T1)).toMatchObject({ acknowledged: null, tier: 'L2' });
    expect((await rung(['show', T1])).stdout).toContain('not acknowledged any more  by ben');
    expect(await rung(['unack', T1])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `ticket ${T1} is not acknowledged\n`,
    });
    await rung(['ack', T1, '--by', 'anna']);
    expect(await rung(['escalate', T1, '--to', 'manager', '--by', 'anna'])).toMatchObject({
      status: 0,
      stdout: `${T1}: escalated to manager (transition 2)\n`,
    });
    expect(await rung(['escalate', T1])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `ticket ${T1} stands at manager already\n`,
    });
    const down = await rung(['deescalate', T1, '--json', '--command-id', 'c1']);
    expect(jsonLines(down.stdout)).toEqual([{ ticketId: T1, accepted: true, tier: 'L2', seq: 3 }]);
    const repeated = await rung(['deescalate', T1, '--command-id', 'c1']);
    expect(repeated.status).toBe(0);
    expect(await shown(T1)).toMatchObject({ tier: 'L2', seq: 3, acknowledged: null });
  });

  it('says why, and moves tickets to another policy', async () => {
    const why = await rung(['explain', T1, '--rule', 'sla_breached']);
    expect(why).toMatchObject({ status: 0, stderr: '' });
    expect(why.stdout).toMatch(
      /sla_breached {2}to manager {2}waiting\n {2}It does not hold: "100 % of the SLA used" holds from /,
    );
    expect(await rung(['explain', T1, '--rule', 'sla_breachd'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('did you mean sla_breached?') as string,
    });

    const id = `M-${run}-1`;
    const customerTier = `moved-${run}`;
    await rung(['open', '-'], { input: JSON.stringify(ticket(id, { customerTier })) });
    const file = 'policies/small-team.yaml';
    const only = ['--where', `customerTier=${customerTier}`];
    const { hash } = jsonLines((await rung(['policy', 'show', file, '--json'])).stdout)[0] as { hash: string };
    await vi.waitFor(async () => {
      const tried = await rung(['policy', 'apply', file, ...only, '--map', 'L1=agents', '--dry-run']);
      expect(tried.stdout).toMatch(new RegExp(`^1 open ticket to move to policy ${hash}`));
    }, 10_000);
    expect(await rung(['policy', 'apply', file, ...only, '--yes'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^nothing was moved: policy .* has no tier L1 \(1 ticket there/) as string,
    });
    const move = ['policy', 'apply', file, ...only, '--map', 'L1=agents', '--by', 'anna', '--json', '--yes'];
    const moved = await rung(move);
    expect(jsonLines(moved.stdout)[0]).toMatchObject({ policy: hash, tickets: 1, moved: 1, refused: [] });
    expect(await shown(id)).toMatchObject({ tier: 'agents', assigneeGroup: 'support', policyHash: hash });
    await vi.waitFor(async () => {
      const kept = jsonLines((await rung(['policy', 'list', '--json'])).stdout);
      expect(kept).toContainEqual(expect.objectContaining({ hash, openTickets: 1 }));
    }, 10_000);
    expect((await rung(['policy', 'show', id])).stdout).toContain(`Policy ${hash}`);
    expect(await rung(['policy', 'check', hash.slice(0, 12)])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`is right: .* on agents, lead; version ${hash}\n$`)) as string,
    });
    expect((await rung(['show', id])).stdout).toMatch(/policy [0-9a-f]{16} instead of [0-9a-f]{16} by anna, at agents/);

    expect(await rung(['event', id, 'reply', '--text', 'Printer on fire'])).toMatchObject({
      stdout: `${id}: reply accepted\n`,
      stderr: expect.stringMatching(/: the text is not looked at: .* has no replies scored .*\(warning\)\n$/) as string,
    });
    await copyFile('policies/default.yaml', scored);
    await appendFile(scored, 'sentiment: { from_replies: english }\n');
    const text = { input: 'Printer on fire\nbut thank you, this is great!', policy: scored };
    const mood = jsonLines((await rung(['event', id, 'reply', '--text', '-', '--json'], text)).stdout);
    expect(mood).toMatchObject([{ event: 'reply', outcome: 'accepted', score: expect.closeTo(0.7, 0) as number }]);
    expect((await shown(id))['sentimentScore']).toBe((mood[0] as { score: number }).score);
    expect((await rung(['event', id, 'reply', '--text', 'xyzzy'], { policy: scored })).stdout).toBe(
      `${id}: reply accepted; the scorer has nothing to say of its text\n`,
    );
    expect(worker.alerts()).not.toContain('Printer on fire');
    await rung(['event', id, 'status', 'closed']);
  });

  it('tells what the help desk knows of a ticket', async () => {
    for (const [event, value] of [
      ['customer-tier', 'gold'],
      ['tags', 'outage,eu'],
      ['field', 'product=billing'],
    ] as const) {
      expect((await rung(['event', T3, event, value])).stdout).toBe(`${T3}: ${event} ${value} accepted\n`);
    }
    expect(await shown(T3)).toMatchObject({ customerTier: 'gold' });
  });

  it('lists open tickets, highest first', async () => {
    const ours = async (...filter: string[]) => {
      const { stdout } = await rung(['list', '--json', ...filter]);
      return (jsonLines(stdout) as { ticketId: string; tier: string }[]).filter(({ ticketId }) =>
        ticketId.endsWith(run),
      );
    };
    await vi.waitFor(
      async () =>
        expect(await ours()).toMatchObject([
          { ticketId: T1, tier: 'L2' },
          { ticketId: T3, tier: 'L1' },
        ]),
      { timeout: 20_000, interval: 500 },
    );
    expect(await ours('--tier', 'L2')).toMatchObject([{ ticketId: T1 }]);
    expect((await rung(['list'])).stdout).toMatch(new RegExp(`${T1} +L2 +open +high +standard +in `));
  });

  it('follows a ticket to its end', async () => {
    const watching = rung(['show', T1, '--watch', '--json']);
    expect(await rung(['event', T1, 'confirm'])).toMatchObject({ status: 0, stdout: `${T1}: confirm accepted\n` });
    const { status, stdout } = await watching;
    expect(status).toBe(0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ closed: true, status: 'resolved', tier: 'L1' });

    await vi.waitFor(
      async () =>
        expect(await rung(['event', T1, 'reply'])).toMatchObject({
          status: 0,
          stdout: `${T1}: reply ignored; the ticket is closed\n`,
        }),
      { timeout: 20_000, interval: 500 },
    );
    expect(await rung(['ack', T1])).toMatchObject({ status: 1, stdout: '' });
  });

  it('runs a policy over what has happened to a ticket', async () => {
    const { status, stdout, stderr } = await rung(['simulate', '--ticket', T1, '--json']);
    // What people asked for by hand is no part of a timeline.
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'left out: 2 steps that people asked for, up or down\n',
    });
    // A reply that came while the run was ending is ignored, in the run as in the simulation.
    expect((jsonLines(stdout) as { kind: string }[]).filter(({ kind }) => kind !== 'ignored')).toMatchObject([
      { ticketId: T1, seq: 1, kind: 'escalated', rule: 'negative_sentiment', from: 'L1', to: 'L2' },
      { ticketId: T1, seq: 2, kind: 'deescalated', reason: 'resolution' },
      { ticketId: T1, kind: 'closed', status: 'resolved' },
    ]);
    expect(await rung(['simulate', '--ticket', 'T9'])).toMatchObject({ status: 1, stderr: 'there is no ticket T9\n' });
  });

  it('counts what two policies do with all tickets of a period', async () => {
    const args = [
      'simulate',
      '--since',
      '1h',
      '--policy',
      'policies/small-team.yaml',
      '--against',
      'policies/default.yaml',
    ];
    const asked = new Date().toISOString();
    const { status, stdout } = await rung([...args, '--json']);
    expect(status).toBe(0);
    const [counted] = jsonLines(stdout) as {
      source: string;
      to: string;
      policies: { tickets: number; name: string }[];
    }[];
    // What open tickets would come to is no part of the period.
    expect(counted!.to >= asked && counted!.to <= new Date().toISOString(), counted!.to).toBe(true);
    expect(counted).toMatchObject({ source: 'the last 1h', policies: [{ name: 'small-team' }, { name: 'default' }] });
    expect(counted!.policies[0]!.tickets).toBeGreaterThanOrEqual(2);
    expect(counted!.policies[1]).toMatchObject({ tickets: counted!.policies[0]!.tickets });
    expect(await rung(['simulate', '--since', 'monday'])).toMatchObject({
      status: 2,
      stderr: '--since "monday" is not a length of time; a length of time such as 30s, 90m, 4h, 2d or 1h30m\n',
    });
  });

  it('shows what the database knows when no worker answers', async () => {
    const other = await startWorker();
    const id = `T5-${run}`;
    await called(['open', '-'], { input: JSON.stringify(ticket(id)), env: other.env });
    await called(['escalate', id], { env: other.env });
    await vi.waitFor(() => expect(other.alerts()).toContain(id), 10_000);
    expect(await other.stop()).toBe(0);
    const { status, stdout, stderr } = await called(['show', id, '--json'], { env: other.env });
    expect(status).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ source: 'database', tier: 'L2', seq: 1 }]);
    expect(stderr).toMatch(/^the engine did not answer within 10 s; .* This is what the database knows\.\n$/);
  });

  it('knows no ticket that was never opened', async () => {
    for (const args of [
      ['show', 'T9'],
      ['event', 'T9', 'reply'],
      ['ack', 'T9'],
    ]) {
      expect(await rung(args)).toMatchObject({
        status: 1,
        stdout: '',
        stderr: 'there is no ticket T9; open it first\n',
      });
    }
    expect(await rung(['show', 'T 9'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('opens tickets without the database, and says what was not kept', async () => {
    const id = `T4-${run}`;
    const { status, stdout, stderr } = await called(['open', '-'], {
      input: JSON.stringify(ticket(id, { subject: 'x' })),
      env: { ...worker.env, MONGODB_URI: 'mongodb://127.0.0.1:1/rung' },
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${id} opened\n` });
    expect(stderr).toMatch(
      new RegExp(`^MongoDB at 127.0.0.1:1 does not answer: .*; run this again .* keys of ${id}\n$`),
    );
    await rung(['event', id, 'status', 'closed']);
    await rung(['event', T3, 'status', 'closed']);
  });

  it('shows what the database knows when Temporal has forgotten the ticket', async () => {
    vi.stubEnv('TEMPORAL_NAMESPACE', FORGETFUL);
    await vi.waitFor(
      async () => {
        const { stdout } = await rung(['show', T1, '--json']);
        const shown = { source: 'database', status: 'resolved', tier: 'L1', seq: 4, closed: true };
        expect(jsonLines(stdout)).toMatchObject([shown]);
      },
      { timeout: 60_000, interval: 500 },
    );
    const { status, stdout } = await rung(['show', T1]);
    expect({ status, last: stdout.includes('As it was last written to the database.') }).toEqual({
      status: 0,
      last: true,
    });

    const simulated = await rung(['simulate', '--ticket', T1, '--json']);
    expect(simulated.status).toBe(0);
    expect(simulated.stderr).toMatch(
      new RegExp(
        `^ticket ${T1}: Temporal has forgotten it; the database lacks what it was opened with .*scores but the latest`,
      ),
    );
    expect(jsonLines(simulated.stdout)).toMatchObject([
      { seq: 1, kind: 'escalated', rule: 'negative_sentiment', to: 'L2' },
      { seq: 2, kind: 'deescalated', reason: 'resolution' },
      { kind: 'closed', status: 'resolved' },
    ]);
  });
});
