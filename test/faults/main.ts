/** `npm run test:faults`: plays the scenarios and says what came of each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { workflowBundle } from '../../src/worker/bundle.js';
import { Lanes, type Job } from './lanes.js';
import { summary } from './ledger/finding.js';
import { readOptions, type Options } from './options.js';
import type { Result } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';
import { resultTable, rounds, totals } from './table.js';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

async function playAll(options: Options): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-faults-'));
  const lanes = new Lanes(folder, Math.min(options.lanes, options.scenarios.length * options.rounds), options);
  let failed = false;
  const leave = async () => {
    await lanes.close();
    if (options.keep || failed) console.log(`logs, histories and databases are kept in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  };
  const give = (why: string, status: number) => {
    console.error(`\n${why}: stopping`);
    void leave().finally(() => process.exit(status));
  };
  for (const [signal, status] of Object.entries(SIGNALS)) process.once(signal, () => give(signal, status));
  process.once('uncaughtException', (error) => give(error.stack ?? error.message, 1));
  // Made once, before several workers want it at the same time.
  await workflowBundle();
  const jobs = Array.from({ length: options.rounds }, (_, round) =>
    options.scenarios.map((scenario): Job => ({ scenario, seed: options.seed + round })),
  ).flat();
  let begun = 0;
  try {
    return await lanes.play(jobs, {
      began: ({ scenario: { name }, seed }, lane) =>
        console.log(`[${++begun}/${jobs.length}] ${clock()} lane ${lane}: ${name}, seed ${seed}`),
      ended: ({ scenario }, result) => {
        failed ||= result.findings.length > 0;
        console.log(`${story(scenario.what, result)}\n`);
      },
    });
  } finally {
    await leave();
  }
}

function story(what: string, result: Result): string {
  const { name, findings, tickets, facts, transitions, messages, notes, task, took } = result;
  const worked = `${tickets} tickets, ${facts} facts, ${transitions} transitions, ${messages} messages`;
  return [
    `${clock()} ${findings.length === 0 ? 'passed' : 'FAILED'} ${name}: ${what}`,
    `  ${worked} in ${Math.round(took / 1000)} s; half of the workflow tasks took ${Math.round(task)} ms at most`,
    ...notes.map((note) => `  ${note}`),
    ...summary(findings),
  ].join('\n');
}

function clock(): string {
  return new Date().toISOString().slice(11, 19);
}

try {
  const options = readOptions(process.argv.slice(2), SCENARIOS);
  if (options.list) {
    for (const { name, what, smoke } of options.scenarios)
      console.log(`${name.padEnd(22)} ${smoke ? '*' : ' '} ${what}`);
  } else {
    // Signals are dealt with here, and nothing of Temporal's runs in this process but replays.
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
    const { seed, choice, on } = options;
    const again = (seeds: string, which: string) =>
      `npm run test:faults -- ${[which, on, seeds].filter(Boolean).join(' ')}`;
    const repeated = options.rounds > 1 ? ` --repeat ${options.rounds}` : '';
    console.log(`seed ${seed}; again: ${again(`--seed ${seed}${repeated}`, choice)}\n`);
    const results = await playAll(options);
    const failed = results.filter(({ findings }) => findings.length > 0);
    console.log(`seed ${seed}${repeated}, ${new Date().toISOString().slice(0, 10)}\n`);
    console.log(`${resultTable(options.rounds > 1 ? rounds(results) : results)}\n\n${totals(results)}\n`);
    for (const { name, seed } of failed) console.log(`again: ${again(`--seed ${seed}`, `--only ${name}`)}`);
    console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
    // Explicitly: the native part of Temporal's replays may else not come to its end.
    process.exit(failed.length > 0 || results.length === 0 ? 1 : 0);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
