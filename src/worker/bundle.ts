/** The workflow code as one bundle: made when it is needed, kept beside the build, built into the image. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const SOURCES = ['../workflows/', '../domain/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
const ENTRY = fileURLToPath(new URL(`../workflows/index.${EXTENSION}`, import.meta.url));
const KEPT = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));

/** The bundle that is kept, or a new one when the code is newer (a few seconds). */
export async function workflowBundle(): Promise<{ code: string }> {
  if (EXTENSION === 'js' && (await isFresh())) return { code: await readFile(KEPT, 'utf8') };
  const { code } = await bundleWorkflowCode({
    workflowsPath: ENTRY,
    workflowInterceptorModules: [ENTRY],
    logger: new DefaultLogger('WARN'),
  });
  // A read-only installation simply bundles again at its next start.
  if (EXTENSION === 'js') await writeFile(KEPT, code).catch(() => undefined);
  return { code };
}

async function isFresh(): Promise<boolean> {
  try {
    const kept = await stat(KEPT);
    const files = await Promise.all(
      SOURCES.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => folder + name)),
    );
    const changed = await Promise.all(files.flat().map(async (file) => (await stat(file)).mtimeMs));
    return changed.every((time) => time <= kept.mtimeMs);
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await workflowBundle();
  process.stdout.write(`${KEPT} is up to date\n`);
}
