/** `npm run test:soak -- --minutes N`: tickets are opened, hear things and are resolved at a steady rate; figures at the end. */
import { setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startSupervisor } from '../../../local-stack/supervisor.js';
import { loadPolicy } from '../../../src/policy/index.js';
import { Floor } from '../floor.js';
import { judge } from '../judge.js';
import { summary, type Finding } from '../ledger/finding.js';
import { untilQuiet } from '../quiet.js';
import { Random } from '../../../bench/random.js';
import { storyOf, type Story } from '../tickets/story.js';
import { tell } from '../tickets/teller.js';
import { startServers } from '../world/servers.js';
import { writeDown } from '../written-down.js';
import { POLICY_FILE, Stage } from '../world/stage.js';
import { Memory } from './memory.js';
import { progressLine } from './progress-line.js';
import { spreadOf } from '../../../bench/statistics.js';

const { values: asked } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    /** Tickets a second. */
    rate: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});

const QUIET_MS = 300_000;
const MINUTE = 60_000;

/** As in the fault suite, one after another, each resolved in the end. */
function stories(seed: number, minutes: number, rate: number): Story[] {
  return Array.from({ length: Math.round(minutes * 60 * rate) }, (_, n) => {
    const ticketId = `soak-${n + 1}`;
    const later = (n / rate) * 1000;
    const { ticket, steps } = storyOf(new Random(seed, ticketId), ticketId);
    const last = Math.max(...steps.map(({ after }) => after)) + 5_000;
    const all = [...steps, { after: last, id: 'resolved', tells: 'confirm' as const }];
    return { ticket, openAfter: later, steps: all.map((step) => ({ ...step, after: step.after + later + 100 })) };
  });
}

async function soak(seed: number, minutes: number, rate: number): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-soak-'));
  const supervisor = startSupervisor();
  const servers = await startServers(join(folder, 'servers'));
  try {
    const told = stories(seed, minutes, rate);
    const ticketIds = told.map(({ ticket }) => ticket.ticketId);
    const options = { name: 'soak', ticketIds, seed, folder: join(folder, 'soak'), settings: {}, limits: {} };
    await mkdir(options.folder);
    const stage = await Stage.set({ ...options, supervisor, ...servers });
    try {
      return await run(stage, told, { seed, minutes });
    } finally {
      await stage.strike();
    }
  } finally {
    await Promise.all([supervisor.close(), servers.temporal.stop(), servers.mongo.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  stage: Stage,
  stories: Story[],
  { seed, minutes }: { seed: number; minutes: number },
): Promise<Finding[]> {
  const memory = new Memory((await stage.startWorker()).pid);
  const start = Date.now();
  const never = new AbortController();
  setMaxListeners(0, never.signal); // every story that waits listens
  let opened = 0;
  let doing = 'telling';
  const progress = setInterval(() => {
    console.error(progressLine(doing, (Date.now() - start) / MINUTE, minutes, opened, stories.length, seed));
  }, MINUTE);
  const told = await Promise.all(stories.map((story) => tell(stage.rung, story, start, never.signal, () => opened++)));
  doing = 'waiting until all is quiet';
  const restless = await untilQuiet(stage, [...stage.ticketIds], QUIET_MS);
  memory.stop();
  doing = 'judging';
  const unwritten = await writeDown(stage, stage.ticketIds);
  const floor = new Floor(stories, await loadPolicy(POLICY_FILE));
  const { judgement, expectations } = await judge({}, stage, floor, told.flat(), [...restless, ...unwritten]);
  clearInterval(progress);
  const { findings, facts, transitions, messages, duplicates } = judgement;
  const late = spreadOf(expectations.flatMap(({ met }) => met.map(({ due, at }) => at - due)));
  const sizes = spreadOf(expectations.flatMap(({ runs }) => runs.map(({ events }) => events)));
  const { start: begin, end, most, slope } = memory.figures();
  const count = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length;
  console.log(
    [
      `tickets     ${stories.length}, ${facts} facts, ${transitions} transitions, ${messages} messages`,
      `memory      ${mb(begin)} after the warm-up, ${mb(end)} at the end, ${mb(most)} at the most, ${mb(slope)} more in an hour`,
      `histories   ${sizes.p50} events (median), ${sizes.p95} (95 %), ${sizes.p99} (99 %), ${sizes.max} at the most`,
      `lateness    ${late.p50} ms (median), ${late.p95} ms (95 %), ${late.p99} ms (99 %), ${late.max} ms at the most`,
      `lost ${count('lost')}, stuck ${count('stuck')}, out of order ${count('out of order')}, duplicates ${duplicates}`,
      ...summary(findings),
    ].join('\n'),
  );
  return findings;
}

function mb(megabytes: number): string {
  return `${megabytes.toFixed(1)} MB`;
}

const [seed, minutes, rate] = [asked.seed, asked.minutes, asked.rate].map(Number) as [number, number, number];
if (!(minutes > 0 && rate > 0 && Number.isSafeInteger(seed))) {
  console.error('npm run test:soak -- [--minutes N] [--rate tickets-a-second] [--seed N]');
  process.exit(2);
}
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
console.log(`soak: ${minutes} min, ${rate} tickets a second, seed ${seed}\n`);
const findings = await soak(seed, minutes, rate);
// Explicitly: the native part of Temporal's replays may else not come to its end.
process.exit(findings.length > 0 ? 1 : 0);
