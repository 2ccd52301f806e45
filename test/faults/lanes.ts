/** Plays scenarios side by side: each lane has servers of its own, so that killing one disturbs nobody else. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSupervisor } from '../../local-stack/supervisor.js';
import type { Options } from './options.js';
import { play } from './play.js';
import type { Result, Scenario } from './scenario.js';
import { startServers } from './world/servers.js';
import { SmallDisk } from './world/small-disk.js';

/** A scenario that is to be played. */
export interface Job {
  scenario: Scenario;
  seed: number;
}

/** What is the same for all lanes. */
export type LaneOptions = Pick<Options, 'mongodb' | 'keep'>;

export interface Listener {
  began(job: Job, lane: number): void;
  ended(job: Job, result: Result): void;
}

/** About so long does a scenario take that does not say so itself, in seconds. */
const USUAL_S = 60;

export class Lanes {
  private readonly lanes: Lane[];

  constructor(folder: string, count: number, options: LaneOptions) {
    this.lanes = Array.from({ length: count }, (_, n) => new Lane(join(folder, `lane-${n + 1}`), options));
  }

  /** Resolves with the results in the order of the jobs. The longest begin first; those that need the machine for themselves come last. */
  async play(jobs: readonly Job[], listener: Listener): Promise<Result[]> {
    const results = new Map<Job, Result>();
    const waiting = jobs.toSorted((a, b) => lasts(b) - lasts(a));
    const playAll = async (lane: Lane, number: number, list: Job[]) => {
      for (let job = list.shift(); job; job = list.shift()) {
        listener.began(job, number);
        const result = await lane.play(job);
        results.set(job, result);
        listener.ended(job, result);
      }
    };
    const together = waiting.filter(({ scenario }) => !scenario.alone);
    await Promise.all(this.lanes.map((lane, n) => playAll(lane, n + 1, together)));
    await playAll(
      this.lanes[0]!,
      1,
      waiting.filter(({ scenario }) => scenario.alone),
    );
    return jobs.map((job) => results.get(job)!);
  }

  /** Ends everything that runs, whatever it is doing. */
  async close(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }
}

function lasts({ scenario }: Job): number {
  return scenario.lasts ?? USUAL_S;
}

class Lane {
  /** Of the workers. */
  private readonly supervisor = startSupervisor();
  private servers: ReturnType<typeof startServers> | undefined;
  private started = 0;
  private disk: SmallDisk | undefined;

  constructor(
    private readonly folder: string,
    private readonly options: LaneOptions,
  ) {}

  /** A scenario that throws has failed, and the next ones are played all the same, on new servers. */
  async play({ scenario, seed }: Job): Promise<Result> {
    const begun = Date.now();
    try {
      if (scenario.smallDisk) await this.moveToSmallDisk();
      const servers = await this.ownServers();
      const folder = join(this.folder, `${scenario.name}-${seed}`);
      await mkdir(folder, { recursive: true });
      return await play(scenario, {
        ...{ seed, folder, supervisor: this.supervisor, disk: this.disk, keep: this.options.keep },
        ...servers,
      });
    } catch (error) {
      await this.stopServers();
      const { name, what } = scenario;
      const nothing = {
        tickets: 0,
        facts: 0,
        transitions: 0,
        messages: 0,
        notes: [],
        superseded: 0,
        duplicates: 0,
        lostTasks: 0,
        late: 0,
        overdue: 0,
        progress: 0,
        task: 0,
      };
      const findings = [{ kind: 'stuck' as const, what: (error as Error).stack ?? String(error) }];
      return { name, what, seed, findings, ...nothing, took: Date.now() - begun };
    } finally {
      if (scenario.smallDisk) await this.stopServers();
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.supervisor.close(), this.stopServers()]);
  }

  /** New ones where one of them has ended by itself: the load of the scenario before was too much for it. */
  private async ownServers() {
    const kept = await this.servers?.catch(() => undefined);
    if (kept && !(kept.temporal.alive && kept.mongo.alive)) await this.stopServers();
    const { mongodb } = this.options;
    this.servers ??= startServers(join(this.folder, `servers-${++this.started}`), {
      ...(this.disk && { temporalFolder: this.disk.folder }),
      ...(mongodb !== undefined && { mongodb }),
    });
    return this.servers;
  }

  private async moveToSmallDisk(): Promise<void> {
    await this.stopServers();
    this.disk = await SmallDisk.mount(join(this.folder, `disk-${this.started}`));
  }

  private async stopServers(): Promise<void> {
    const servers = this.servers;
    this.servers = undefined;
    const { temporal, mongo } = (await servers?.catch(() => undefined)) ?? {};
    await Promise.all([temporal?.stop(), mongo?.stop()]);
    await this.disk?.unmount();
    this.disk = undefined;
  }
}
