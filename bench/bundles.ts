/** The workflow bundles of the bench, each in a file for its workers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Ground } from './side.js';

const BARE = fileURLToPath(new URL('bare.workflow.js', import.meta.url));
const RUNG = fileURLToPath(new URL('../src/workflows/index.js', import.meta.url));
const NORMALLY = fileURLToPath(new URL('persist-normally.interceptor.js', import.meta.url));

export async function makeBundles(folder: string): Promise<Pick<Ground, 'bareBundle' | 'rungBundle' | 'normalBundle'>> {
  const bundle = async (name: string, workflowsPath: string, workflowInterceptorModules: string[] = []) => {
    const logger = new DefaultLogger('WARN');
    const { code } = await bundleWorkflowCode({ workflowsPath, workflowInterceptorModules, logger });
    const file = join(folder, `${name}.js`);
    await writeFile(file, code);
    return file;
  };
  return {
    bareBundle: await bundle('bare', BARE),
    rungBundle: await bundle('rung', RUNG),
    normalBundle: await bundle('normal', RUNG, [NORMALLY]),
  };
}
