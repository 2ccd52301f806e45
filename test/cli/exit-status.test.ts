/** Exit statuses and sentences: 0 done, 1 refused or not there, 2 wrong use or invalid input. */
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/temporary-folder.js';
import { jsonLines, rung, spawned } from './rung.js';

const folder = temporaryFolder();

describe('wrong use', () => {
  it.each<[string, string[], RegExp]>([
    ['no command', [], /^Usage: rung/],
    ['an unknown command', ['sho', 'T-1'], /^unknown command 'sho'\n\(Did you mean show\?\)\n$/],
    ['an unknown option', ['list', '--jsno'], /^unknown option '--jsno'\n\(Did you mean --json\?\)\n$/],
    ['a missing argument', ['show'], /^missing required argument 'ticketId'\n$/],
    ['too many arguments', ['show', 'T-1', 'T-2'], /^too many arguments/],
    ['no timeline', ['simulate'], /^say what to run over: --timeline <file>, --ticket <id> or --since <length>\n$/],
    ['a timeline that is not there', ['simulate', '-t', 'nowhere.jsonl'], /^nowhere\.jsonl: there is no such file\n$/],
    ['a folder for a timeline', ['simulate', '-t', 'src'], /^src: this is a folder\n$/],
    ['a policy that is not there', ['simulate', '-t', '-', '-p', 'no.yaml'], /^no\.yaml: there is no such file/],
    ['a policy command without its verb', ['policy'], /Usage: rung policy/],
    [
      'an event that is none',
      ['event', 'T-1', 'shout'],
      /^event must be one of reply, agent-reply, sentiment, .*, confirm, not "shout"\n$/,
    ],
    ['a misspelt event', ['event', 'T-1', 'repl'], /, not "repl"; did you mean reply\?\n$/],
    [
      'a field without a name',
      ['event', 'T-1', 'field', 'product'],
      /^field needs a name=value, or name= to remove it, not "product"\n$/,
    ],
    ['an event without its value', ['event', 'T-1', 'sentiment'], /^sentiment needs a score from -1 to 1\n$/],
    [
      'an event with a value too many',
      ['event', 'T-1', 'reply', 'hello'],
      /^reply takes no value, and hello was given\n$/,
    ],
    ['a place that is none', ['deescalate', 'T-1', '--to', 'top'], /^--to must be one of previous, base, not "top"\n$/],
    [
      'tickets to move and nobody to ask',
      ['policy', 'apply', 'policies/default.yaml'],
      /^nothing was moved: nobody can be asked whether to, .* give --yes .*, or --dry-run to look only\n$/,
    ],
    ['nothing to open', ['open', '-'], /^standard input: there is nothing in it\n$/],
  ])('%s', async (_what, args, sentence) => {
    const { status, stdout, stderr } = await rung(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it('a policy from the environment that is not there, by the name of the setting', async () => {
    const { status, stderr } = await rung(['list'], { env: { RUNG_POLICY: 'no.yaml' } });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'RUNG_POLICY: no.yaml: there is no such file; give the path of a policy file, such as policies/default.yaml\n',
    });
  });

  it('a profile of Temporal that is not there, by the name of the setting', async () => {
    const { status, stdout, stderr } = await spawned(['list'], { env: { TEMPORAL_PROFILE: 'nowhere' } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^TEMPORAL_PROFILE: there is no profile "nowhere"; name one of .*\n$/);
  });

  it('text that is not UTF-8', async () => {
    const { status, stderr } = await rung(['simulate', '-t', '-'], { input: Buffer.from([0xff, 0xfe, 0x41]) });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'standard input: this is not UTF-8 text\n' });
    const wide = await rung(['simulate', '-t', '-'], { input: Buffer.from('{"at"', 'utf16le') });
    expect(wide).toMatchObject({ status: 2, stderr: 'standard input: this is UTF-16 text\n' });
  });
});

describe('help', () => {
  it.each([[['--help']], [['help']], [['help', 'simulate']], [['show', '-h']], [['policy', 'check', '--help']]])(
    'of %j is on standard output, with examples',
    async (args) => {
      const { status, stdout, stderr } = await rung(args);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/Examples?:\n {2}\$ rung /);
    },
  );

  it('tells the version', async () => {
    expect(await rung(['--version'])).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  });
});

describe('no engine', () => {
  const nowhere = { TEMPORAL_ADDRESS: '127.0.0.1:1', MONGODB_URI: 'mongodb://127.0.0.1:1/rung' };

  // The SDK reads its own settings from the process.
  beforeAll(() => void vi.stubEnv('TEMPORAL_ADDRESS', nowhere.TEMPORAL_ADDRESS));
  afterAll(() => void vi.unstubAllEnvs());

  // Who finds nobody tries for 5 s: those tests wait together.
  it.concurrent('is one sentence, without a stack', async ({ expect }) => {
    const { status, stdout, stderr } = await spawned(['show', 'T-1'], { env: nowhere });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe('cannot reach Temporal at 127.0.0.1:1; is it running?\n');
  });

  it.concurrent('nor a database: that is told first of tickets that are read from there', async ({ expect }) => {
    const { status, stdout, stderr } = await rung(['backfill', '{"status":"open"}'], { env: nowhere });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^MongoDB at 127\.0\.0\.1:1 does not answer: [^\n]+\n$/);
  });

  it.concurrent.each([[['--debug', 'list']], [['list', '--debug']]])('has a stack with %j', async (args) => {
    const { status, stderr } = await rung(args, { env: nowhere });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^EngineUnavailableError: cannot reach Temporal[^\n]*\n {4}at .*\ncaused by /s);
  });

  it.each<[string[], RegExp]>([
    [['event', 'T-1', 'sentiment', 'abc'], /^"abc" is not a number\n$/],
    [['event', 'T-1', 'sentiment', '5'], /^score must be a number from -1 to 1, not 5\n$/],
    [['event', 'T-1', 'agent-reply', '--text', 'hello'], /^agent-reply takes no --text; reply does\n$/],
    [['event', 'T-1', 'sentiment', '0.5', '--text', 'hello'], /^sentiment takes no --text; reply does\n$/],
    [
      ['event', 'T-1', 'reply', '--text', 'x'.repeat(1_000_001)],
      /^--text must be a text of at most 1000000 characters, not one of 1000001\n$/,
    ],
    [['event', 'T-1', 'sla', '0'], /^slaHours must be a number more than 0/],
    [['event', 'T-1', 'status', ''], /^status must be a line of 1 to 100 characters/],
    [['event', 'T 1', 'reply'], /^ticketId must be .*, not "T 1"\n$/],
    [['event', 'T-1', 'reply', '--at', 'noon'], /^--at must be an ISO-8601 instant .*, not "noon"\n$/],
    [['event', 'T-1', 'reply', '--event-id', ''], /^--event-id must be a line of 1 to 200 characters/],
    [['show', 'T 1'], /^ticketId must be /],
    [['ack', 'T 1'], /^ticketId must be /],
    [['ack', 'T-1', '--by', ''], /^--by must be a line/],
    [['escalate', 'T-1', '--command-id', ''], /^--command-id must be a line/],
    [['escalate', 'T-1', '--to', ''], /^--to must be a line/],
    [['deescalate', '-', '--to', 'base'], /^ticketId must be /],
  ])('is not asked for what is invalid: %j', async (args, sentence) => {
    const { status, stdout, stderr } = await rung(args, { env: nowhere });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it('is no matter to a setting that is wrong', async () => {
    const { status, stderr } = await rung(['show', 'T-1'], { env: { ...nowhere, MONGODB_URI: 'http://x' } });
    expect(status).toBe(2);
    expect(stderr).toContain('MONGODB_URI');
  });
});

describe('rung policy check', () => {
  it('says what a right policy says', async () => {
    const { status, stdout, stderr } = await rung(['policy', 'check', 'policies/default.yaml']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^policies\/default\.yaml is right: 6 rules on L1, L2, L3, manager; version [0-9a-f]{16}\n$/,
    );
  });

  it('names every problem with line and column', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(
      file,
      'version: 1\ntiers:\n  - { name: L1, group: a }\nrules:\n  - { name: x, when: { idle: 5 }, to: L9, bump: 1 }\n',
    );
    const { status, stdout, stderr } = await rung(['policy', 'check', file]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`${file}:5:`);
    expect(stderr.trimEnd().split('\n').length).toBeGreaterThan(1);

    const asJson = await rung(['policy', 'check', file, '--json']);
    expect(asJson.status).toBe(2);
    expect(jsonLines(asJson.stdout)).toMatchObject([
      { valid: false, problems: [{ line: 3 }, { line: 5 }, { line: 5 }] },
    ]);
  });
});

describe('a file of settings', () => {
  const program = resolve('bin/rung.js');
  const inFolder = async (files: Record<string, string | Buffer>, env: Record<string, string>) => {
    const cwd = await mkdtemp(join(folder, 'env-'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const { RUNG_ENV_FILE: _none, TEMPORAL_ADDRESS: _temporal, ...rest } = process.env;
    const options = { cwd, env: { ...rest, ...env } };
    return new Promise((resolve) =>
      execFile(process.execPath, [program, 'show', 'T-1'], options, (error, _out, err) => resolve([error?.code, err])),
    );
  };
  const MONGODB_URI = 'mongodb://127.0.0.1:1/rung';
  const unreachable = (address: string) => [1, `cannot reach Temporal at ${address}; is it running?\n`];

  it.concurrent('is .env of the working directory; the environment wins', async ({ expect }) => {
    const files = { '.env': `MONGODB_URI=${MONGODB_URI}\nTEMPORAL_ADDRESS=127.0.0.1:2\n` };
    const said = await Promise.all([inFolder(files, {}), inFolder(files, { TEMPORAL_ADDRESS: '127.0.0.1:1' })]);
    expect(said).toEqual([unreachable('127.0.0.1:2'), unreachable('127.0.0.1:1')]);
  });

  it.concurrent('may be another one, which then has to be there', async ({ expect }) => {
    const files = { mine: `MONGODB_URI=${MONGODB_URI}\nTEMPORAL_ADDRESS=127.0.0.1:2\n` };
    expect(await inFolder(files, { RUNG_ENV_FILE: 'mine' })).toEqual(unreachable('127.0.0.1:2'));
    expect(await inFolder(files, { RUNG_ENV_FILE: 'yours' })).toEqual([
      2,
      expect.stringMatching(/^yours: the settings cannot be read: .*\n$/),
    ]);
  });

  it.concurrent.each([
    // As Windows saves what it calls Unicode, and what it has saved before that.
    ['UTF-16', Buffer.from('\uFEFFA=1', 'utf16le'), 'is UTF-16 text'],
    ['Latin-1', Buffer.from('SMTP_URL=smtp://jürgen:ß@mail', 'latin1'), 'is not UTF-8 text'],
  ])('is UTF-8, and not %s', async (_name, mine, wrong) => {
    expect(await inFolder({ mine }, { RUNG_ENV_FILE: 'mine' })).toEqual([
      2,
      `mine: the settings cannot be read: the file ${wrong}; save it as UTF-8\n`,
    ]);
  });

  it.concurrent('may begin with a byte order mark', async ({ expect }) => {
    const files = { '.env': `\uFEFFTEMPORAL_ADDRESS=127.0.0.1:2\nMONGODB_URI=${MONGODB_URI}\n` };
    expect(await inFolder(files, {})).toEqual(unreachable('127.0.0.1:2'));
  });
});

it('a program that is not built says what to run', async () => {
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await copyFile('bin/rung.js', join(folder, 'bin/rung.js'));
  const said = await new Promise((resolve) =>
    execFile(process.execPath, [join(folder, 'bin/rung.js')], (error, _out, err) => resolve([error?.code, err])),
  );
  expect(said).toEqual([
    1,
    'Rung is not built yet; run `npm install` in its folder first, which builds it, or `npm start`.\n',
  ]);
});
