import { devNull } from 'node:os';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Time on a time-skipping server leaps as soon as nothing is under way, so its tests want the machine to themselves. */
const TIME_SKIPPING = 'test/workflows/time-skipping/**/*.test.ts';

function project(
  name: string,
  files: { include: string[]; exclude?: string[] },
  turn: { maxWorkers: number; sequence: { groupOrder: number } },
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      pool: 'forks',
      ...files,
      ...turn,
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
    projects: [
      // Most tests wait most of the time.
      project(
        'side by side',
        { include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, TIME_SKIPPING] },
        { maxWorkers: 2, sequence: { groupOrder: 0 } },
      ),
      project('one by one', { include: [TIME_SKIPPING] }, { maxWorkers: 1, sequence: { groupOrder: 1 } }),
    ],
  },
});
