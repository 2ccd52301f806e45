/** A worker as production starts it: a process of its own. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Exit, Supervisor, Supervised } from '../../../local-stack/supervisor.js';
import { PACKAGE_ROOT } from '../../../local-stack/root.js';
import { until } from '../until.js';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'src', 'worker', 'main.js');
const READY = 'Rung worker on task queue';
const READY_MS = 60_000;
const STOP_MS = 30_000;

export interface WorkerProcessOptions {
  supervisor: Supervisor;
  env: NodeJS.ProcessEnv;
  /** The file that gets what it writes. */
  log: string;
  /** Default: the worker of production. */
  program?: string;
  /** See {@link WorkerProcess.mayDiverge}. */
  mayDiverge?: boolean;
}

export class WorkerProcess {
  private over = false;
  /** It was told to end, while it ran. */
  private told = false;

  private constructor(
    private readonly child: Supervised,
    /** Its code does not fit the histories, so that it will complain of them. */
    readonly mayDiverge: boolean,
  ) {
    void child.exited.then(() => (this.over = true));
  }

  static async start(options: WorkerProcessOptions): Promise<WorkerProcess> {
    const { supervisor, env, log, program = PROGRAM, mayDiverge = false } = options;
    const child = await supervisor.start({ command: process.execPath, args: [program], env, log });
    const worker = new WorkerProcess(child, mayDiverge);
    await until('a worker is ready', () => worker.isReady(), READY_MS);
    return worker;
  }

  /** Of its log, as in `worker-2`: it tells one worker of a scenario from another. */
  get name(): string {
    return basename(this.child.log, '.log');
  }

  get pid(): number {
    return this.child.pid;
  }

  get alive(): boolean {
    return !this.over;
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
    this.end('SIGKILL');
    await this.child.exited;
  }

  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** SIGTERM; a worker has 10 s to finish what it has begun. */
  async terminate(): Promise<Exit> {
    this.end('SIGTERM');
    await until('a worker has stopped', () => this.over, STOP_MS);
    return this.child.exited;
  }

  private end(by: NodeJS.Signals): void {
    this.told ||= !this.over;
    this.signal(by);
  }

  private signal(name: NodeJS.Signals): void {
    if (!this.over) process.kill(this.child.pid, name);
  }

  private async isReady(): Promise<boolean> {
    const text = await this.written().catch(() => '');
    if (this.over) throw new Error(`a worker ended at its start: ${text.trim().split('\n').at(-1)}`);
    return text.includes(READY);
  }
}
