/** The workflow bundles of the bench, each in a file for its workers; all of them count what is heard. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type BundleOptions } from '@temporalio/worker';
import { modulesOf } from '../src/worker/bundle.js';
import { isWorkflowSide, type SideName, type WorkflowSideName } from './sides/names.js';
import type { Ground } from './sides/side.js';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

const HEARD = pathOf('workflows/heard.interceptor.js');
const RUNG = pathOf('../src/workflows/index.js');

/** Where the workflows are, and what stands before them. */
const SOURCES: Record<
  WorkflowSideName,
  Pick<BundleOptions, 'workflowsPath' | 'workflowInterceptorModules' | 'preloadModules'>
> = {
  bare: { workflowsPath: pathOf('workflows/bare.workflow.js'), workflowInterceptorModules: [HEARD] },
  rung: { ...modulesOf(RUNG), workflowInterceptorModules: [RUNG, HEARD] },
  naive: { workflowsPath: pathOf('workflows/naive.workflow.js'), workflowInterceptorModules: [HEARD] },
};

/** Those of the sides that are to be measured. */
export async function makeBundles(folder: string, sides: readonly SideName[]): Promise<Ground['bundles']> {
  const files = sides.filter(isWorkflowSide).map(async (name) => {
    const { code } = await bundleWorkflowCode({ ...SOURCES[name], logger: new DefaultLogger('WARN') });
    const file = join(folder, `${name}.js`);
    await writeFile(file, code);
    return [name, file] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}
