/** A change that would break tickets under way is caught by their histories, but for those that replay cannot see. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Worker, type BundleOptions } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import '../support/runtime.js';
import { CAUGHT, type Alteration } from './alterations.js';
import { recorded } from './histories.js';
import { UNSEEN } from './unseen-alterations.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HISTORIES = recorded();

/** The project once more, to be altered. */
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'rung-altered-'));
  await cp(join(ROOT, 'src'), join(copy, 'src'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

describe('replay catches', () => {
  test.each(CAUGHT)('$title', async (alteration) => {
    const errors = await replayed(alteration);
    expect(errors.map((error) => error?.name)).toContain('DeterminismViolationError');
  });
});

describe('replay does not see', () => {
  test.each(UNSEEN)('$title: $unseen', async (alteration) => {
    const errors = await replayed(alteration);
    expect(errors.filter((error) => error !== undefined)).toEqual([]);
  });
});

test('an unaltered copy is replayed', async () => {
  const line = 'return new TicketRun(input).run();';
  const histories = HISTORIES.map(({ name }) => name);
  const errors = await replayed({ file: 'workflows/ticket.workflow.ts', replace: line, by: line, histories });
  expect(errors.filter((error) => error !== undefined)).toEqual([]);
});

/** What replay says of each history to a copy of the workflow in which one thing is different. */
async function replayed({ file, replace, by, histories }: Omit<Alteration, 'title'>): Promise<(Error | undefined)[]> {
  const path = join(copy, 'src', file);
  const source = await readFile(path, 'utf8');
  expect(source.split(replace), `${replace} in ${file}`).toHaveLength(2);
  await writeFile(
    path,
    source.replace(replace, () => by),
  );
  try {
    const workflowBundle = await bundle();
    const errors: (Error | undefined)[] = [];
    for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories.map(named)))
      errors.push(error);
    expect(errors).toHaveLength(histories.length);
    return errors;
  } finally {
    await writeFile(path, source);
  }
}

async function bundle(): Promise<{ code: string }> {
  const entry = join(copy, 'src', 'workflows', 'index.ts');
  const logger = new DefaultLogger('ERROR');
  return bundleWorkflowCode({ workflowsPath: entry, workflowInterceptorModules: [entry], logger, webpackConfigHook });
}

/** What is the same in all the bundles is compiled once. */
const webpackConfigHook: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  cache: { type: 'filesystem', cacheDirectory: join(copy, 'cache') },
  snapshot: { module: { hash: true }, resolve: { hash: true } },
});

function named(name: string) {
  const found = HISTORIES.find((history) => history.name === name);
  if (!found) throw new Error(`there is no history ${name}`);
  return { workflowId: found.workflowId, history: found.history };
}
