/** The workflow code as one bundle: made when it is needed, kept beside the build, built into the package and the image. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** Folders of `src` that the workflow's code is from; a test compares this with a bundle. */
export const BUNDLED = ['workflows', 'domain', 'channels', 'reading'];

/** What else is in a bundle, by the files that say which version it is. */
const SDK = ['workflow', 'common', 'worker'].map((name) => `@temporalio/${name}/package.json`);

const SOURCES = BUNDLED.map((folder) => fileURLToPath(new URL(`../${folder}/`, import.meta.url)));
/** Where it is kept. */
export const KEPT = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
const KEPT_FOR = fileURLToPath(new URL('../../workflow-bundle.sha256', import.meta.url));

/** The file that exports the workflows, and their interceptors. */
export const WORKFLOWS = fileURLToPath(new URL(`../workflows/index.${EXTENSION}`, import.meta.url));

/**
 * What a bundle is made of, for the file that exports the workflows and their interceptors. Its modules are evaluated once for all tickets of
 * a worker instead of once for each: none of them keeps anything of a ticket (`test/architecture.test.ts`).
 */
export function modulesOf(workflows: string) {
  return { workflowsPath: workflows, workflowInterceptorModules: [workflows], preloadModules: [workflows] };
}

/** The bundle that is kept, or a new one when it was made of other code (a few seconds). */
export async function workflowBundle(): Promise<{ code: string }> {
  const fingerprint = EXTENSION === 'js' ? await fingerprintOfCode() : undefined;
  if (fingerprint !== undefined && (await textOf(KEPT_FOR)) === fingerprint) {
    const code = await textOf(KEPT);
    if (code !== undefined) return { code };
  }
  const { code } = await bundleWorkflowCode({
    ...modulesOf(WORKFLOWS),
    logger: new DefaultLogger('WARN'),
  });
  if (fingerprint !== undefined) await keep(code, fingerprint);
  return { code };
}

/** A read-only installation simply bundles again at its next start. */
async function keep(code: string, fingerprint: string): Promise<void> {
  try {
    // Whoever is killed between the two leaves a bundle that nothing vouches for.
    await writeFile(KEPT_FOR, '');
    await writeFile(KEPT, code);
    await writeFile(KEPT_FOR, fingerprint);
  } catch {
    return;
  }
}

/** Ours, and the SDK's, which is in the bundle too. */
async function fingerprintOfCode(): Promise<string> {
  const hash = createHash('sha256');
  for (const manifest of SDK) hash.update(await readFile(fileURLToPath(import.meta.resolve(manifest))));
  for (const folder of SOURCES) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((file) => file.endsWith('.js')).sort()) {
      hash.update(`${name}\n`).update(await readFile(join(folder, name)));
    }
  }
  return hash.digest('hex');
}

function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
