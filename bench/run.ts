/** The whole bench: every measure of every side, then what came out. */
import { makeBundles } from './bundles.js';
import { measureCalm, type Calm, type CalmPlan } from './measures/calm.js';
import { measureIntake, type Intake } from './measures/intake.js';
import { measureLife, type Life } from './measures/life.js';
import { onFreshWorker } from './measures/on-fresh-worker.js';
import { measureStorm, type Storm } from './measures/storm.js';
import type { Surroundings } from './measures/surroundings.js';
import { measureThroughput, type Throughput } from './measures/throughput.js';
import type { BenchOptions } from './options.js';
import { Progress, type Terminal } from './progress.js';
import { Random } from './random.js';
import { startServers } from './servers.js';
import { EVERY_MS, isWorkflowSide, TITLES, type SideName } from './sides/names.js';
import { RungSide } from './sides/rung.js';
import type { Ground, Side } from './sides/side.js';
import { startSide } from './sides/start.js';
import { WorkflowSide } from './sides/workflow-side.js';

export type BySide<T> = Partial<Record<SideName, T>>;

export interface Results {
  options: BenchOptions;
  /** What they are and where they come from. */
  servers: string[];
  /** When it began, ISO 8601. */
  at: string;
  /** How long it all took. */
  seconds: number;
  /** One for each round. */
  throughput: BySide<Throughput[]>;
  /** Of Rung alone, one for each round. */
  intake: Intake[];
  storms: BySide<Storm[]>;
  calm: BySide<Calm>;
  life: BySide<Life>;
  /** Warnings and errors that workers logged. */
  complaints: BySide<number>;
}

export interface Host {
  /** Where programs are looked for. */
  env: NodeJS.ProcessEnv;
  /** Gets what is measured and how far that is. */
  terminal: Terminal;
  /** Ends the bench at once; its servers are stopped all the same. */
  signal: AbortSignal;
}

/** Runs until everything is measured, and stops what it started. */
export async function runBench(options: BenchOptions, { env, terminal, signal }: Host): Promise<Results> {
  const began = Date.now();
  const servers = await startServers(options, env, (line) => terminal.write(`${line}\n`));
  try {
    const { address, mongodbUri, names } = servers;
    terminal.write('bundling the workflows\n');
    const bundles = await makeBundles(servers.folder, options.sides);
    const ground: Ground = { address, mongodbUri, bundles, paced: options.pace };
    const random = new Random(options.seed);
    const bench = new Bench(options, ground, random);
    const steps = bench.steps();
    const progress = new Progress(terminal, steps.length);
    const around: Surroundings = { width: options.width, names, random, progress };
    const run = async () => {
      for (const { title, measure } of steps) {
        signal.throwIfAborted();
        progress.begin(title);
        await measure(around);
      }
    };
    await Promise.race([run().finally(() => progress.end()), aborted(signal)]);
    const seconds = (Date.now() - began) / 1_000;
    return { options, servers: servers.said, at: new Date(began).toISOString(), seconds, ...bench.found };
  } finally {
    await servers.stop();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

interface Step {
  title: string;
  measure: (around: Surroundings) => Promise<void>;
}

class Bench {
  readonly found: Pick<Results, 'throughput' | 'intake' | 'storms' | 'calm' | 'life' | 'complaints'> = {
    throughput: {},
    intake: [],
    storms: {},
    calm: {},
    life: {},
    complaints: {},
  };

  constructor(
    private readonly options: BenchOptions,
    private readonly ground: Ground,
    private readonly random: Random,
  ) {}

  /** In the order in which they are to be taken; who goes first in a round is left to chance. */
  steps(): Step[] {
    const { measures, rounds, storms, deadlines, calm, sides, store } = this.options;
    const workflows = isWorkflowSide;
    const always = () => true;
    // A script that looks every 5 minutes meets a storm whenever it happens to look: that says nothing of storms.
    const often = (side: SideName) => side !== 'script-5m';
    const all: Record<(typeof measures)[number], () => Step[]> = {
      life: () => this.each('the life of a ticket', workflows, (side) => this.life(side)),
      throughput: () =>
        times(rounds, (nth) => this.each(`starts and signals ${nth}`, workflows, (side) => this.round(side, nth))),
      // It keeps in a database what Temporal does not take.
      intake: () =>
        store === 'memory' || !sides.includes('rung')
          ? []
          : times(rounds, (nth) => [{ title: `the intake ${nth}`, measure: this.intake(nth) }]),
      storm: () =>
        times(storms, (nth) =>
          this.each(`storm ${nth}, ${deadlines} deadlines in a second`, often, (side) => this.storm(side, nth)),
        ),
      calm: () =>
        this.each(`calm, ${calm.open} open and ${calm.perSecond} due a second`, always, (side) => this.calm(side)),
    };
    return measures.flatMap((measure) => all[measure]());
  }

  private each(what: string, fits: (side: SideName) => boolean, measure: (side: SideName) => Step['measure']): Step[] {
    const sides = this.random.shuffled(this.options.sides.filter(fits));
    return sides.map((side) => ({ title: `${what}: ${TITLES[side]}`, measure: measure(side) }));
  }

  private life(name: SideName): Step['measure'] {
    return async (around) => {
      const side = await startSide(name, this.ground, { heartbeats: true });
      try {
        if (side instanceof WorkflowSide) this.found.life[name] = await measureLife(side, around);
      } finally {
        await side.stop();
      }
    };
  }

  private round(name: SideName, nth: number): Step['measure'] {
    return (around) =>
      onFreshWorker(
        () => this.start(name),
        `${name}-${nth}`,
        around,
        async (side, { label }) => {
          add(this.found.throughput, name, await measureThroughput(side, label, this.options, around));
          this.hear(side);
        },
      );
  }

  private intake(nth: number): Step['measure'] {
    return (around) =>
      onFreshWorker(
        () => RungSide.start(this.ground),
        `intake-${nth}`,
        around,
        async (side, { label }) => {
          this.found.intake.push(await measureIntake(side, label, this.options, around));
          this.hear(side);
        },
      );
  }

  private storm(name: SideName, nth: number): Step['measure'] {
    const { deadlines } = this.options;
    return (around) =>
      onFreshWorker(
        () => this.start(name),
        `${name}-storm-${nth}`,
        around,
        async (side, how) => {
          const known = (this.found.throughput[name] ?? []).map(({ starts }) => starts);
          const startsPerSecond = how.careful * (known.length > 0 ? Math.min(...known) : how.startsPerSecond);
          add(this.found.storms, name, await measureStorm(side, how.label, { deadlines, startsPerSecond }, around));
          this.hear(side);
        },
      );
  }

  private calm(name: SideName): Step['measure'] {
    const plan = planFor(name, this.options.calm);
    return (around) =>
      onFreshWorker(
        () => this.start(name),
        `${name}-calm`,
        around,
        async (side, { label, careful }) => {
          this.found.calm[name] = await measureCalm(side, label, plan, around, careful);
          this.hear(side);
        },
      );
  }

  private start(name: SideName): Promise<Side> {
    return startSide(name, this.ground);
  }

  private hear({ name, worker }: Side): void {
    this.found.complaints[name] = (this.found.complaints[name] ?? 0) + worker.counts.complaints;
  }
}

/** How late a script is hangs on when it looks: its deadlines are spread over a whole interval at least. */
function planFor(name: SideName, plan: CalmPlan): CalmPlan {
  return isWorkflowSide(name) ? plan : { ...plan, seconds: Math.max(plan.seconds, EVERY_MS[name] / 1_000) };
}

function times(count: number, steps: (nth: number) => Step[]): Step[] {
  return Array.from({ length: count }, (_, i) => steps(i + 1)).flat();
}

function add<T>(lists: BySide<T[]>, name: SideName, one: T): void {
  (lists[name] ??= []).push(one);
}
