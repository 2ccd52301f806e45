/** `rung` as a person meets it: called in this process, or as a program of its own. */
import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { run } from '../../src/cli/run.js';

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Call {
  /** Standard input. */
  input?: string | Buffer;
  env?: Record<string, string>;
}

/** Calls a command in this process. */
export async function rung(args: string[], { input = '', env = {} }: Call = {}): Promise<Ended> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const ended = run(args, {
    stdin: Readable.from([Buffer.from(input)]),
    stdout,
    stderr,
    env,
    interactive: false,
    colours: pc.createColors(false),
    onStop: () => () => undefined,
  });
  const [status, out, err] = await Promise.all([
    ended.finally(() => {
      stdout.end();
      stderr.end();
    }),
    text(stdout),
    text(stderr),
  ]);
  return { status, stdout: out, stderr: err };
}

const PROGRAM = fileURLToPath(new URL('../../bin/rung.js', import.meta.url));

/** Runs the built program. */
export async function spawned(args: string[], { input = '', env = {} }: Call = {}): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...env } });
  child.stdin.end(input);
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { status: await status, stdout: out.toString(), stderr: err.toString() };
}

/** Lines of JSON, each read. */
export function jsonLines(stdout: string): unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
