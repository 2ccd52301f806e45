/** An intake as production starts it: `rung intake`, a process of its own. */
import { devNull } from 'node:os';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../local-stack/root.js';
import type { Supervised, Supervisor } from '../../../local-stack/supervisor.js';
import { until } from '../until.js';
import { ownEnvironment } from './server.js';

const PROGRAM = join(PACKAGE_ROOT, 'bin', 'rung.js');
const READY = 'The intake listens';
const READY_MS = 60_000;

export interface IntakeOptions {
  supervisor: Supervisor;
  settings: Record<string, string>;
  /** The file that gets what it writes. */
  log: string;
}

export class IntakeProcess {
  private over = false;
  private told = false;

  private constructor(private readonly child: Supervised) {
    void child.exited.then(() => (this.over = true));
  }

  /** Resolves when it listens. */
  static async start({ supervisor, settings, log }: IntakeOptions): Promise<IntakeProcess> {
    // A `.env` of this folder is a developer's.
    const env = { ...ownEnvironment(), RUNG_ENV_FILE: devNull, ...settings };
    const child = await supervisor.start({ command: process.execPath, args: [PROGRAM, 'intake'], env, log });
    const intake = new IntakeProcess(child);
    await until('an intake listens', () => intake.listens(), READY_MS);
    return intake;
  }

  /** It has ended by itself. */
  get fallen(): boolean {
    return this.over && !this.told;
  }

  /** What it has written so far. */
  written(): Promise<string> {
    return readFile(this.child.log, 'utf8');
  }

  async kill(): Promise<void> {
    this.told ||= !this.over;
    if (!this.over) process.kill(this.child.pid, 'SIGKILL');
    await this.child.exited;
  }

  private async listens(): Promise<boolean> {
    const text = await this.written().catch(() => '');
    if (this.over) throw new Error(`an intake ended at its start: ${text.trim().split('\n').at(-1)}`);
    return text.includes(READY);
  }
}
