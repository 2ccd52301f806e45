/** The workflow bundles of the bench, each in a file for its workers; all of them count what is heard. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { modulesOf } from '../src/worker/bundle.js';
import { isWorkflowSide, type SideName, type WorkflowSideName } from './sides/names.js';
import type { Ground } from './sides/side.js';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const HEARD = pathOf('workflows/heard.interceptor.js');

/** Where the workflows are. What every worker of Rung is given, those of the other sides are given too: modules that are evaluated once. */
const SOURCES: Record<WorkflowSideName, string> = {
  bare: pathOf('workflows/bare.workflow.js'),
  rung: pathOf('../src/workflows/index.js'),
  naive: pathOf('workflows/naive.workflow.js'),
};

/** What stands before the workflows of a side, beside what counts. */
const BEFORE: Partial<Record<WorkflowSideName, string[]>> = { rung: [SOURCES.rung] };

/** Those of the sides that are to be measured. */
export async function makeBundles(folder: string, sides: readonly SideName[]): Promise<Ground['bundles']> {
  const files = sides.filter(isWorkflowSide).map(async (name) => {
    const workflowInterceptorModules = [...(BEFORE[name] ?? []), HEARD];
    const logger = new DefaultLogger('WARN');
    const { code } = await bundleWorkflowCode({ ...modulesOf(SOURCES[name]), workflowInterceptorModules, logger });
    const file = join(folder, `${name}.js`);
    await writeFile(file, code);
    return [name, file] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}
