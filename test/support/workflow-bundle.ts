/** The workflow code as one bundle, made anew only when it has changed: webpack takes some seconds. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import { BUNDLED, workflowBundle } from '../../src/worker/bundle.js';

const KEPT = join(PACKAGE_ROOT, 'node_modules', '.cache', 'rung-tests');
/** What is bundled, and what bundles it. */
const FOLDERS = BUNDLED.map((folder) => `src/${folder}`);
const FILES = ['src/worker/bundle.ts', 'package-lock.json'];

/** The file of the bundle. */
export async function keptBundle(): Promise<string> {
  const file = join(KEPT, `workflow-bundle-${await contentHash()}.js`);
  try {
    await readFile(file);
    return file;
  } catch {
    const { code } = await workflowBundle();
    await mkdir(KEPT, { recursive: true });
    await forgetOld();
    // Whole or not at all: another run may want it at the same time.
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, code);
    await rename(unfinished, file);
    return file;
  }
}

/** A run that goes on may still use what is younger. */
const OLD_MS = 24 * 3_600_000;

async function forgetOld(): Promise<void> {
  for (const name of await readdir(KEPT)) {
    const file = join(KEPT, name);
    if ((await stat(file)).mtimeMs < Date.now() - OLD_MS) await rm(file, { force: true });
  }
}

async function contentHash(): Promise<string> {
  const inFolders = FOLDERS.map(async (folder) => {
    const names = await readdir(join(PACKAGE_ROOT, folder), { recursive: true });
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
  });
  const hash = createHash('sha256');
  for (const file of [...(await Promise.all(inFolders)).flat().sort(), ...FILES]) {
    hash
      .update(`${file}\0`)
      .update(await readFile(join(PACKAGE_ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
