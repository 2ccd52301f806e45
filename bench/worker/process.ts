/** A worker process as the bench sees it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { until, WaitedTooLong } from '../waiting.js';
import type { Counts, FromWorker, Happenings, ToWorker, WorkerSetup } from './messages.js';

const ENTRY = fileURLToPath(new URL('main.js', import.meta.url));
/** A worker that has not stopped by then is killed. */
const STOP_MS = 12_000;
/** A worker whose counts have not moved for so long is stuck: longer than the longest pause between attempts. */
const STILL_MS = 60_000;
const LONGEST_MS = 1_800_000;
/** A worker whose counts have not moved for so long, with nothing under way, has nothing left to do. */
const QUIET_MS = 500;
const ANSWER_MS = 60_000;

export class WorkerProcess {
  counts: Counts = { opened: 0, heard: 0, decided: 0, told: 0, entered: 0, stored: 0, underWay: 0, complaints: 0 };
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

  /** Heartbeats that have reached Temporal so far; 0 unless the worker was set up to count them. */
  async heartbeats(): Promise<number> {
    this.say({ kind: 'heartbeats' });
    return (await this.answer('heartbeats')).count;
  }

  /** What has happened to tickets since the last call. */
  async happenings(): Promise<Happenings> {
    this.say({ kind: 'happenings' });
    return this.answer('happenings');
  }

  /**
   * Waits until the counts say so, for as long as they move.
   * @param stillMs for how long they may stand still. Default: 60,000
   * @throws WaitedTooLong, or when the process has ended
   */
  async reaches(what: string, holds: (counts: Counts) => boolean, stillMs = STILL_MS): Promise<void> {
    let seen = '';
    let movedAt = Date.now();
    const check = () => {
      if (this.ended) throw new Error(`the worker ended while the bench waited for ${what}`);
      const counts = JSON.stringify(this.counts);
      if (counts !== seen) [seen, movedAt] = [counts, Date.now()];
      else if (Date.now() - movedAt > stillMs) throw new WaitedTooLong(`${what}: nothing moves any more, ${counts}`);
      return holds(this.counts);
    };
    await until(what, check, { everyMs: 20, limitMs: LONGEST_MS });
  }

  /** Waits until nothing is under way and nothing has moved for half a second. Returns when the last thing moved. */
  async quiet(): Promise<number> {
    let seen = '';
    let movedAt = Date.now();
    const check = () => {
      const counts = JSON.stringify(this.counts);
      if (counts !== seen || this.counts.underWay > 0) [seen, movedAt] = [counts, Date.now()];
      return Date.now() - movedAt >= QUIET_MS;
    };
    await until('the worker to come to rest', check, { everyMs: 20, limitMs: LONGEST_MS });
    return movedAt;
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
      const timer = setTimeout(fail, ANSWER_MS);
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
export const GARBAGE_MS = 2_000;

export function waitForGarbage(): Promise<void> {
  return sleep(GARBAGE_MS);
}
