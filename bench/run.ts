/** The whole bench: rounds of both sides, then what came out. */
import { makeBundles } from './bundles.js';
import { measureBareLife, measureRungLife, type Life } from './life.js';
import type { BenchOptions } from './options.js';
import { comparePersisting, type Persisting } from './persisting.js';
import { randomFrom, shuffled } from './random.js';
import { startServers, type Servers } from './servers.js';
import type { Ground, Side } from './side.js';
import { BareSide } from './sides/bare.js';
import { RungSide } from './sides/rung.js';
import { stormOn } from './storms.js';
import type { Storm, StormPlan } from './storm.js';
import { measureThroughput, type Throughput } from './throughput.js';
import { warmUp } from './warm-up.js';

export const SIDES = ['bare', 'rung'] as const;
export type SideName = (typeof SIDES)[number];
type Both<T> = Record<SideName, T>;

export interface Results {
  options: BenchOptions;
  servers: string[];
  seconds: number;
  /** One for each round. */
  throughput: Both<Throughput[]>;
  storms: Both<Storm[]>;
  life: Both<Life>;
  persisting: Persisting[];
  /** Warnings and errors that workers logged. */
  complaints: Both<number>;
}

export interface Surroundings {
  /** Where programs are looked for. */
  env: NodeJS.ProcessEnv;
  /** Gets a line for each step. */
  log: (line: string) => void;
  /** Ends the bench at once; its servers are stopped all the same. */
  signal: AbortSignal;
}

/** Runs until everything is measured, and stops what it started. */
export async function runBench(options: BenchOptions, { env, log, signal }: Surroundings): Promise<Results> {
  const servers = await startServers(options.dbFile, env, log);
  const began = Date.now();
  try {
    const bundles = await makeBundles(servers.folder);
    const ground: Ground = { address: servers.address, mongodbUri: servers.mongodbUri, ...bundles };
    const bench = new Bench(options, ground, servers, log, signal);
    return await Promise.race([bench.run(began), aborted(signal)]);
  } finally {
    await servers.stop();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

class Bench {
  private readonly random: () => number;
  private readonly throughput: Both<Throughput[]> = { bare: [], rung: [] };
  private readonly storms: Both<Storm[]> = { bare: [], rung: [] };
  private readonly life: Partial<Both<Life>> = {};
  private readonly persisting: Persisting[] = [];
  private readonly complaints: Both<number> = { bare: 0, rung: 0 };

  constructor(
    private readonly options: BenchOptions,
    private readonly ground: Ground,
    private readonly servers: Servers,
    private readonly log: (line: string) => void,
    private readonly signal: AbortSignal,
  ) {
    this.random = randomFrom(options.seed);
  }

  async run(began: number): Promise<Results> {
    const { options } = this;
    for (let round = 1; round <= options.rounds; round++) {
      await this.inAnyOrder(`round ${round} of ${options.rounds}: starts and signals`, (side) =>
        this.round(side, round),
      );
    }
    for (let round = 1; round <= options.storms; round++) {
      const what = `storm ${round} of ${options.storms}: ${options.deadlines} deadlines in a second`;
      await this.inAnyOrder(what, (side) => this.storm(side, round));
    }
    for (let round = 1; round <= options.persisting; round++) {
      this.step(`persisting ${round} of ${options.persisting}: local and normal activities`);
      const plan = this.stormPlan('rung', options.persistingDeadlines);
      this.persisting.push(await comparePersisting(this.ground, `persisting-${round}`, plan, this.random));
    }
    return {
      options,
      servers: this.servers.said,
      seconds: (Date.now() - began) / 1_000,
      throughput: this.throughput,
      storms: this.storms,
      life: this.life as Both<Life>,
      persisting: this.persisting,
      complaints: this.complaints,
    };
  }

  private async inAnyOrder(what: string, measure: (side: SideName) => Promise<void>): Promise<void> {
    for (const side of shuffled(SIDES, this.random)) {
      this.step(`${what}, ${side}`);
      await measure(side);
    }
  }

  private step(what: string): void {
    this.signal.throwIfAborted();
    this.log(what);
  }

  private async round(name: SideName, round: number): Promise<void> {
    const side = name === 'bare' ? await BareSide.start(this.ground) : await RungSide.start(this.ground);
    try {
      const label = `${name}-${round}`;
      await warmUp(side, `${label}-warm`, this.options.width);
      this.throughput[name].push(await measureThroughput(side, label, this.options, this.random));
      if (round === 1) {
        this.life[name] = side instanceof BareSide ? await measureBareLife(side) : await measureRungLife(side);
      }
      this.complaints[name] += side.worker.counts.complaints;
    } finally {
      await side.stop();
    }
  }

  private async storm(name: SideName, round: number): Promise<void> {
    const start = (): Promise<Side> => (name === 'bare' ? BareSide.start(this.ground) : RungSide.start(this.ground));
    const plan = this.stormPlan(name, this.options.deadlines);
    const storm = await stormOn(start, `${name}-storm-${round}`, plan, this.random);
    this.storms[name].push(storm);
    this.complaints[name] += storm.complaints;
  }

  private stormPlan(name: SideName, deadlines: number): StormPlan {
    const startsPerSecond = Math.min(...this.throughput[name].map(({ starts }) => starts));
    return { deadlines, width: this.options.width, startsPerSecond, names: this.servers.names };
  }
}
