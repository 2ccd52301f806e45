import { devNull } from 'node:os';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import SlowFirst from './test/support/slow-first.js';

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
  'test/channels/{message,notifications}.test.ts',
  'test/cli/{comparison,completion,desk-page,directory,earlier-runs,progress,simulate-from-database,terminal,ticket-page,tickets-file,timeline-file,web-ui,words}.test.ts',
  'test/cli/policies/**/*.test.ts',
  'test/client/description.test.ts',
  'test/delivery/{breaker,gates,known,next-step,stopping}.test.ts',
  'test/faults/**/*.test.ts',
  'test/spill/keep.test.ts',
  'test/workflows/details.test.ts',
];
/** They wait on servers, each on a task queue or in a database of its own: what they import is loaded once for many. */
const SHARED = [
  'test/{activities,audit,client,delivery,replay,spill,store}/**/*.test.ts',
  'test/channels/**/*.test.ts',
  'test/intake/{http,people,slack}/**/*.test.ts',
  'test/workflows/*.test.ts',
];
/** Time on a time-skipping server leaps as soon as nothing is under way, so its tests want the machine to themselves. */
const TIME_SKIPPING = 'test/workflows/time-skipping/**/*.test.ts';
/** Answers within three seconds, whatever is slow: but not where others take the processor. */
const PROMPT = 'test/intake/http/outages.test.ts';

/** Those that wait on servers wait most of the time: with one more than there are cores to begin with, the cores have something to do. */
const SIDE_BY_SIDE = { maxWorkers: 3, sequence: { groupOrder: 0 } };
const ONE_BY_ONE = { maxWorkers: 1, sequence: { groupOrder: 1 } };

function project(
  name: string,
  files: { include: string[]; exclude?: string[] },
  how: { maxWorkers: number; sequence: { groupOrder: number }; isolate?: boolean; setupFiles?: string[] },
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      pool: 'forks',
      ...files,
      ...how,
      // Programs under test take no settings from a developer's `.env`.
      env: { RUNG_ENV_FILE: devNull },
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  };
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/closing-line.ts'],
    sequence: { sequencer: SlowFirst },
    projects: [
      project('pure', { include: PURE }, { ...SIDE_BY_SIDE, isolate: false }),
      project(
        'shared',
        { include: SHARED, exclude: [...configDefaults.exclude, ...PURE, PROMPT] },
        { ...SIDE_BY_SIDE, isolate: false, setupFiles: ['test/support/runtime.ts'] },
      ),
      project(
        'side by side',
        {
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...PURE, ...SHARED, TIME_SKIPPING, PROMPT],
        },
        SIDE_BY_SIDE,
      ),
      project('one by one', { include: [TIME_SKIPPING, PROMPT] }, ONE_BY_ONE),
    ],
  },
});
