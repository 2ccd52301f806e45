/** `rung policy apply` moves nothing before somebody has seen what would change and agreed. */
import { PassThrough } from 'node:stream';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/cli/engine.js';
import { apply, type Applying } from '../../../src/cli/policies/apply.js';
import type { Terminal } from '../../../src/cli/terminal.js';
import { engineParts } from '../../../src/store/documents.js';
import { parsePolicy } from '../../../src/policy/index.js';
import { escalated, writeOf } from '../../support/writes.js';

const TEXT = `version: 1
tiers: [{ name: L1, group: one }, { name: L2, group: two }]
rules: [{ name: late, when: { sla_used: 100% }, to: L2 }]
`;
const NEXT = parsePolicy(TEXT, 'next.yaml');

/** A database with so many open tickets on L1, and an engine that moves whatever it is asked to. */
function desk(tickets: number) {
  const documents = Array.from({ length: tickets }, (_, n) => {
    const ticketId = `T-${n}`;
    return { _id: ticketId, engine: engineParts(writeOf(escalated(ticketId, 1))) };
  });
  const moved: string[] = [];
  const engine = {
    rung: {
      count: () => Promise.resolve(tickets),
      changePolicy: (ticketId: string) => {
        moved.push(ticketId);
        return Promise.resolve({ accepted: true, tier: 'L1', seq: 0 });
      },
    },
    store: {
      archive: {
        async *find() {
          for (const document of documents) yield await Promise.resolve(document);
        },
      },
      policies: { keep: () => Promise.resolve() },
    },
  } as unknown as Engine;
  return { engine, moved };
}

/** What is shown before the question, what is asked, what is done. @param answer undefined: nobody is asked */
async function applied(tickets: number, answer: string | undefined, more: Partial<Applying> = {}) {
  const { engine, moved } = desk(tickets);
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const terminal: Terminal = {
    ...{ stdin: new PassThrough(), stdout, stderr, env: {}, interactive: false },
    ...{ colours: pc.createColors(false), onStop: () => () => undefined },
  };
  const said = (stream: PassThrough) => (stream.read() as string | null) ?? '';
  const asked: string[] = [];
  let before = { stdout: '', stderr: '', moved: -1 };
  const ask = (question: string) => {
    asked.push(question);
    before = { stdout: said(stdout), stderr: said(stderr), moved: moved.length };
    return Promise.resolve(answer ?? '');
  };
  const applying: Applying = {
    ...{ loaded: NEXT, selection: new Map(), tiers: {}, by: 'ann', quiet: false, dryRun: false, rate: 1_000 },
    ...{ json: false, again: 'x', ask: answer === undefined ? null : ask },
    ...more,
  };
  const error: unknown = await apply(engine, applying, terminal).then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return { asked, before, moved: moved.length, error, stdout: said(stdout), stderr: said(stderr) };
}

describe('before tickets are moved', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('whoever answers %j has seen what would change', async (answer) => {
    const { asked, before, moved, error } = await applied(2, answer);
    expect(asked).toEqual(['\nMove 2 tickets? [y/N] ']);
    expect(before.stdout).toMatch(/^2 open tickets to move to policy /);
    expect(before.moved).toBe(0);
    expect({ moved, error }).toEqual({ moved: 2, error: undefined });
  });

  it.each(['', 'n', 'no', 'yo', 'y y', 'maybe'])('%j moves nothing, with exit status 1', async (answer) => {
    const { moved, error } = await applied(2, answer);
    expect(moved).toBe(0);
    expect(error).toMatchObject({ status: 1, message: 'nothing was moved' });
  });

  it('one ticket is one, and many are easy to read', async () => {
    expect((await applied(1, 'n')).asked).toEqual(['\nMove 1 ticket? [y/N] ']);
    expect((await applied(1_240, 'n')).asked).toEqual(['\nMove 1,240 tickets? [y/N] ']);
  });

  it('nobody is asked with --yes, for a look, or where there is nothing to move', async () => {
    expect(await applied(2, undefined)).toMatchObject({ moved: 2, error: undefined });
    expect(await applied(2, 'y', { dryRun: true })).toMatchObject({ asked: [], moved: 0, error: undefined });
    expect(await applied(0, 'y')).toMatchObject({ asked: [], moved: 0, error: undefined });
    const lacking = parsePolicy(TEXT.replaceAll('L1', 'A'), 'a.yaml');
    expect(await applied(2, 'y', { loaded: lacking })).toMatchObject({ asked: [], moved: 0, error: { status: 1 } });
  });

  it('with --json standard output stays for the result', async () => {
    const { before, stdout, moved } = await applied(2, 'y', { json: true });
    expect(before.stdout).toBe('');
    expect(before.stderr).toMatch(/^2 open tickets to move/);
    expect(moved).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ tickets: 2, moved: 2 });
    expect((await applied(2, 'y', { json: true, dryRun: true })).stderr).toBe('');
    expect((await applied(2, undefined, { json: true })).stderr).toBe('');
  });
});
