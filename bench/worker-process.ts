/** A worker process as the bench sees it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { until, WaitedTooLong } from './waiting.js';
import type { BareDeadline, Counts, FromWorker, ToWorker, WorkerSetup } from './worker-messages.js';

const ENTRY = fileURLToPath(new URL('worker.js', import.meta.url));
/** A worker that has not stopped by then is killed. */
const STOP_MS = 12_000;
/** A worker whose counts have not moved for so long is stuck: longer than the longest pause between attempts. */
const STILL_MS = 60_000;
const LONGEST_MS = 600_000;

export class WorkerProcess {
  counts: Counts = { opened: 0, heard: 0, decided: 0, done: 0, complaints: 0 };
  private ended = false;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message: FromWorker) => {
      if (message.kind === 'counts') this.counts = message.counts;
    });
    child.on('exit', () => (this.ended = true));
  }

  /** Starts one, without the settings of this environment, and waits until it runs. */
  static async start(setup: WorkerSetup): Promise<WorkerProcess> {
    const child = fork(ENTRY, [JSON.stringify(setup)], {
      env: {},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const worker = new WorkerProcess(child);
    await worker.answer('ready');
    return worker;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resident memory in bytes. */
  async memory(): Promise<number> {
    this.say({ kind: 'memory' });
    return (await this.answer('memory')).rss;
  }

  /** The bare deadlines since the last call. */
  async deadlines(): Promise<BareDeadline[]> {
    this.say({ kind: 'deadlines' });
    return (await this.answer('deadlines')).deadlines;
  }

  /**
   * Waits until the counts say so, for as long as they move.
   * @throws WaitedTooLong, or when the process has ended
   */
  async reaches(what: string, holds: (counts: Counts) => boolean): Promise<void> {
    let seen = '';
    let movedAt = Date.now();
    const check = () => {
      if (this.ended) throw new Error(`the worker ended while the bench waited for ${what}`);
      const counts = JSON.stringify(this.counts);
      if (counts !== seen) [seen, movedAt] = [counts, Date.now()];
      else if (Date.now() - movedAt > STILL_MS) throw new WaitedTooLong(`${what}: nothing moves any more, ${counts}`);
      return holds(this.counts);
    };
    await until(what, check, { everyMs: 20, limitMs: LONGEST_MS });
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const exit = once(this.child, 'exit');
    this.say({ kind: 'stop' });
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS);
    await exit;
    clearTimeout(timer);
  }

  private say(message: ToWorker): void {
    if (this.child.connected) this.child.send(message);
  }

  private async answer<K extends FromWorker['kind']>(kind: K): Promise<Extract<FromWorker, { kind: K }>> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      const listen = (message: FromWorker) => {
        if (message.kind !== kind) return;
        stop();
        resolve(message as Extract<FromWorker, { kind: K }>);
      };
      const fail = () => {
        stop();
        reject(new Error(`the worker gave no answer (${kind})`));
      };
      const timer = setTimeout(fail, 60_000);
      const stop = () => {
        clearTimeout(timer);
        child.off('message', listen);
        child.off('exit', fail);
      };
      child.on('message', listen);
      child.on('exit', fail);
    });
  }
}

/** Time for the garbage of a busy stretch to be collected before memory is looked at. */
export const SETTLE_MS = 2_000;

export function settle(): Promise<void> {
  return sleep(SETTLE_MS);
}
