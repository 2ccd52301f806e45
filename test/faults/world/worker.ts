/** A worker as production starts it: a process of its own. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Ending, Keeper, Kept } from '../../../local-stack/keeper.js';
import { PACKAGE_ROOT } from '../../../local-stack/root.js';
import { until } from '../until.js';

const PROGRAM = join(PACKAGE_ROOT, 'dist', 'src', 'worker', 'main.js');
const READY = 'Rung worker on task queue';
const READY_MS = 60_000;
const STOP_MS = 30_000;

export interface WorkerProcessOptions {
  keeper: Keeper;
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
    private readonly kept: Kept,
    /** Its code does not fit the histories, so that it will complain of them. */
    readonly mayDiverge: boolean,
  ) {
    void kept.ended.then(() => (this.over = true));
  }

  static async start(options: WorkerProcessOptions): Promise<WorkerProcess> {
    const { keeper, env, log, program = PROGRAM, mayDiverge = false } = options;
    const kept = await keeper.start({ command: process.execPath, args: [program], env, log });
    const worker = new WorkerProcess(kept, mayDiverge);
    await until('a worker is ready', () => worker.isReady(), READY_MS);
    return worker;
  }

  /** Of its log, as in `worker-2`: it tells one worker of a scenario from another. */
  get name(): string {
    return basename(this.kept.log, '.log');
  }

  get pid(): number {
    return this.kept.pid;
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
    return readFile(this.kept.log, 'utf8');
  }

  async kill(): Promise<void> {
    this.end('SIGKILL');
    await this.kept.ended;
  }

  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** SIGTERM; a worker has 10 s to finish what it has begun. */
  async terminate(): Promise<Ending> {
    this.end('SIGTERM');
    await until('a worker has stopped', () => this.over, STOP_MS);
    return this.kept.ended;
  }

  private end(by: NodeJS.Signals): void {
    this.told ||= !this.over;
    this.signal(by);
  }

  private signal(name: NodeJS.Signals): void {
    if (!this.over) process.kill(this.kept.pid, name);
  }

  private async isReady(): Promise<boolean> {
    const text = await this.written().catch(() => '');
    if (this.over) throw new Error(`a worker ended at its start: ${text.trim().split('\n').at(-1)}`);
    return text.includes(READY);
  }
}
