/** `npm run test:faults`: plays the scenarios one after another and says what came of each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { summary } from './ledger/finding.js';
import { play } from './play.js';
import type { Result, Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';
import { table } from './table.js';
import { startServers } from './world/server.js';

const USAGE = 'npm run test:faults -- [--smoke] [--seed N] [--only name[,name]] [--list] [--keep]';

const { values: asked } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

function chosen(): Scenario[] {
  const names = asked.only?.split(',');
  const unknown = names?.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}; --list names them all\n${USAGE}`);
  if (names) return SCENARIOS.filter(({ name }) => names.includes(name));
  return asked.smoke ? SCENARIOS.filter(({ smoke }) => smoke) : [...SCENARIOS];
}

function chosenSeed(): number {
  if (asked.seed === undefined) return Math.floor(Math.random() * 1_000_000);
  const seed = Number(asked.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed must be a whole number\n${USAGE}`);
  return seed;
}

async function playAll(scenarios: Scenario[], seed: number): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-faults-'));
  const servers = await startServers(folder);
  const results: Result[] = [];
  try {
    for (const [n, scenario] of scenarios.entries()) {
      console.log(`\n[${n + 1}/${scenarios.length}] ${scenario.name}: ${scenario.what}`);
      const result = await playOne(scenario, seed, folder, servers);
      results.push(result);
      const { findings, tickets, facts, transitions, messages, took } = result;
      const worked = `${tickets} tickets, ${facts} facts, ${transitions} transitions, ${messages} messages`;
      console.log(`  ${findings.length === 0 ? 'passed' : 'FAILED'}: ${worked} in ${Math.round(took / 1000)} s`);
      for (const line of summary(findings)) console.log(line);
    }
  } finally {
    await Promise.all([servers.temporal.stop(), servers.mongo.stop()]);
    if (asked.keep) console.log(`logs and databases are kept in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
  return results;
}

/** A scenario that throws has failed, and the next ones are played all the same. */
async function playOne(
  scenario: Scenario,
  seed: number,
  folder: string,
  servers: Awaited<ReturnType<typeof startServers>>,
): Promise<Result> {
  const begun = Date.now();
  try {
    return await play(scenario, { seed, folder, ...servers });
  } catch (error) {
    const { name, what } = scenario;
    const nothing = { tickets: 0, facts: 0, transitions: 0, messages: 0, duplicates: 0, latest: 0, recovery: 0 };
    const findings = [{ kind: 'stuck' as const, what: (error as Error).stack ?? String(error) }];
    return { name, what, seed, findings, ...nothing, took: Date.now() - begun };
  }
}

try {
  const scenarios = chosen();
  if (asked.list) {
    for (const { name, what, smoke } of scenarios) console.log(`${smoke ? '*' : ' '} ${name}: ${what}`);
  } else {
    // A signal ends this process as any other; the keepers then end all that it has started.
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
    const seed = chosenSeed();
    console.log(`seed ${seed}; again: npm run test:faults -- --seed ${seed}${asked.smoke ? ' --smoke' : ''}`);
    const results = await playAll(scenarios, seed);
    const failed = results.filter(({ findings }) => findings.length > 0);
    console.log(`\nseed ${seed}, ${new Date().toISOString().slice(0, 10)}\n\n${table(results)}\n`);
    for (const { name } of failed) console.log(`again: npm run test:faults -- --seed ${seed} --only ${name}`);
    console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
    process.exitCode = failed.length > 0 || results.length === 0 ? 1 : 0;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
