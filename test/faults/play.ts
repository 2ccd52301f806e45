/** Plays one scenario: the stage, the stories and the fault side by side, quiet, and the ledger. */
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Supervisor } from '../../local-stack/supervisor.js';
import { loadPolicy } from '../../src/policy/index.js';
import { Floor } from './floor.js';
import { judge } from './judge.js';
import { untilQuiet } from './quiet.js';
import { Random } from '../../bench/random.js';
import type { Result, Scenario } from './scenario.js';
import { BEGINNING } from './tickets/called-for.js';
import { storyOf, type Story } from './tickets/story.js';
import { tell, type Told } from './tickets/teller.js';
import { writeDown } from './written-down.js';
import { alteredWorker } from './world/altered.js';
import { POLICY_FILE, Stage } from './world/stage.js';
import type { Database } from './world/database.js';
import type { Server } from './world/server.js';
import type { SmallDisk } from './world/small-disk.js';

export interface Playground {
  seed: number;
  folder: string;
  supervisor: Supervisor;
  temporal: Server;
  mongo: Database;
  disk?: SmallDisk;
  /** What is in the database stays. */
  keep: boolean;
}

const TICKETS = 50;
const QUIET_S = 150;

export async function play(scenario: Scenario, ground: Playground): Promise<Result> {
  const { name, what, settings = {}, limits = {}, workers = 1, altered } = scenario;
  const begun = Date.now();
  const stories = storiesOf(scenario, ground.seed);
  const policyAt = scenario.policy ?? (() => loadPolicy(POLICY_FILE));
  const floor = new Floor(stories, await policyAt(BEGINNING), scenario.pause, scenario.lasting);
  const ticketIds = stories.map(({ ticket }) => ticket.ticketId);
  const stage = await Stage.set({ ...ground, name, settings, limits, policy: await policyAt(Date.now()), ticketIds });
  try {
    if (altered) stage.altered = await alteredWorker(join(ground.folder, 'altered'), [altered]);
    await Promise.all(Array.from({ length: workers }, () => stage.startWorker()));
    await scenario.prepare?.(stage);
    const start = Date.now();
    const tellAll = scenario.tell ?? byClient;
    const told = await sideBySide(
      (signal) => tellAll(stage, stories, start, signal),
      () => scenario.fault(stage),
    );
    const restless = await untilQuiet(stage, ticketIds, (scenario.quiet ?? QUIET_S) * 1000);
    const unwritten = await writeDown(stage, ticketIds);
    const { judgement } = await judge(scenario, stage, floor, told, [...restless, ...unwritten]);
    // One of the suite's own goes with its folder.
    if (ground.mongo.isShared && !ground.keep && judgement.findings.length === 0) await stage.db.dropDatabase();
    return { name, what, seed: ground.seed, tickets: ticketIds.length, took: Date.now() - begun, ...judgement };
  } finally {
    await stage.strike();
  }
}

async function byClient(
  { rung }: Stage,
  stories: readonly Story[],
  start: number,
  signal: AbortSignal,
): Promise<Told[]> {
  return (await Promise.all(stories.map((story) => tell(rung, story, start, signal)))).flat();
}

/** A fault that could not be made ends the stories, and nothing goes on when this has rejected. */
async function sideBySide<T>(tellAll: (signal: AbortSignal) => Promise<T>, fault: () => Promise<void>): Promise<T> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every story that waits listens
  const [told, made] = await Promise.allSettled([
    tellAll(stop.signal),
    fault().catch((error: unknown) => {
      stop.abort(error);
      throw error;
    }),
  ]);
  if (made.status === 'rejected') throw made.reason;
  if (told.status === 'rejected') throw told.reason;
  return told.value;
}

export function storiesOf({ name, story = storyOf, tickets = TICKETS }: Scenario, seed: number): Story[] {
  return Array.from({ length: tickets }, (_, n) => {
    return story(new Random(seed, `${name}-${n + 1}`), `${name}-${seed}-${n + 1}`, tickets);
  });
}
