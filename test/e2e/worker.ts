/** A worker as a program of its own, on servers of the test run. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

export interface RunningWorker {
  /** The settings with which the command line finds the same servers. */
  env: Record<string, string>;
  /** What it has printed on standard output so far: the alerts. */
  alerts(): string;
  /** Ends it at once, in the midst of whatever it does. */
  kill(): Promise<void>;
  /** Asks it to end. @returns its exit status */
  stop(): Promise<number | null>;
}

const PROGRAM = fileURLToPath(new URL('../../bin/rung.js', import.meta.url));

/** Starts one on a task queue and a database of its own. @param settings more of the environment */
export async function startWorker(settings: Record<string, string> = {}): Promise<RunningWorker> {
  const name = `e2e-${randomUUID().slice(0, 8)}`;
  const env = {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_UI_URL: 'http://localhost:8233',
    MONGODB_URI: inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`),
    RUNG_TASK_QUEUE: name,
    LOG_LEVEL: 'error',
    ...settings,
  };
  const worker = spawn(process.execPath, [PROGRAM, 'worker'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  worker.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => worker.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    worker.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      if (err.includes('A worker runs on task queue')) resolve();
    });
    void ended.then((status) => reject(new Error(`the worker ended with status ${status}: ${err}`)));
  });
  return {
    env,
    alerts: () => out,
    async kill() {
      worker.kill('SIGKILL');
      await ended;
    },
    async stop() {
      worker.kill('SIGTERM');
      return ended;
    },
  };
}
