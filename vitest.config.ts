import { devNull } from 'node:os';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import Spread from './test/support/spread.js';

/** Values in, values out: no servers, no state that one file could leave to the next, so they share their processes. */
const PURE = [
  'test/adding/forgotten.test.ts',
  'test/domain/**/*.test.ts',
  'test/policy/**/*.test.ts',
  'test/reading/**/*.test.ts',
  'test/schemas/**/*.test.ts',
  'test/intake/*.test.ts',
  'test/intake/{mapping,signatures,vendors}/**/*.test.ts',
  'test/reconcile/*.test.ts',
  'test/support/reference/**/*.test.ts',
  'test/{config,docs,sentiment}/**/*.test.ts',
  'test/bench/{actions,options,report,statistics,tally}.test.ts',
  'test/channels/{message,notified}.test.ts',
  'test/cli/{backfill-many,comparison,completion,desk-page,directory,earlier-runs,keeping-pace,progress,simulate-from-database,terminal,text-source,ticket-page,tickets-file,timeline-file,web-ui,words}.test.ts',
  'test/cli/policies/**/*.test.ts',
  'test/client/description.test.ts',
  'test/delivery/{breaker,gates,known,next-step,stopping}.test.ts',
  'test/faults/**/*.test.ts',
  'test/package/deployment.test.ts',
  'test/spill/keep.test.ts',
  'test/workflows/{details,not-carried-out}.test.ts',
];
/** They replace modules, or give the process a tracer: each has a process of its own. */
const ALONE = ['test/worker/{additions,starting}.test.ts'];
/** Time on a time-skipping server leaps as soon as nothing is under way, so its tests want the machine to themselves. */
const TIME_SKIPPING = 'test/workflows/time-skipping/**/*.test.ts';

/** For all that may have a Temporal worker: evaluated anew for each file. */
const RUNTIME = 'test/support/runtime.ts';

/** Those that wait on servers wait most of the time: with one more than there are cores to begin with, the cores have something to do. */
const SIDE_BY_SIDE = { maxWorkers: 4, sequence: { groupOrder: 0 } };
const ONE_BY_ONE = { maxWorkers: 1, sequence: { groupOrder: 1 } };

/** Left to the other projects. */
const NOT_SHARED = [...configDefaults.exclude, ...PURE, ...ALONE, TIME_SKIPPING];

function project(
  name: string,
  files: { include: string[]; exclude?: string[] },
  how: { maxWorkers: number; sequence: { groupOrder: number }; isolate?: boolean; setupFiles?: string },
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      pool: 'forks',
      // What tests throw away is swept up a quarter as often, which takes a tenth less processor time.
      execArgv: ['--max-semi-space-size=64'],
      ...files,
      ...how,
      // Programs under test take no settings from a developer's `.env`.
      env: { RUNG_ENV_FILE: devNull },
      testTimeout: 60_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 10_000 } },
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: Spread },
    // What TypeScript becomes is kept from run to run, and for all projects.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest-modules' },
    projects: [
      project('pure', { include: PURE }, { ...SIDE_BY_SIDE, isolate: false }),
      // They wait on servers or programs, each on a task queue, in a database or in a folder of its own: what they import is loaded once for many.
      project(
        'shared',
        { include: ['test/**/*.test.ts'], exclude: NOT_SHARED },
        { ...SIDE_BY_SIDE, isolate: false, setupFiles: RUNTIME },
      ),
      project('alone', { include: ALONE }, { ...SIDE_BY_SIDE, setupFiles: RUNTIME }),
      project('one by one', { include: [TIME_SKIPPING] }, { ...ONE_BY_ONE, isolate: false, setupFiles: RUNTIME }),
    ],
  },
});
