/** What takes seconds to make and depends on files alone is kept from run to run, and made anew when they have changed. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../local-stack/root.js';

const KEPT = join(PACKAGE_ROOT, 'node_modules', '.cache', 'rung-tests');

export interface MadeOf {
  /** Their TypeScript files, below the project's folder. */
  folders: readonly string[];
  /** Below the project's folder. */
  files: readonly string[];
  /** Whatever else decides on it. */
  text?: string;
}

/**
 * The file that has it. Who wants the same at the same time may make it twice.
 * @param name how its file's name begins @param make has to come to the same whenever it is made of the same
 */
export async function kept(name: string, of: MadeOf, make: () => Promise<string>): Promise<string> {
  const file = join(KEPT, `${name}-${await contentHash(of)}.js`);
  try {
    // Whoever uses it keeps it young.
    const now = new Date();
    await utimes(file, now, now);
    return file;
  } catch {
    const text = await make();
    await mkdir(KEPT, { recursive: true });
    await forgetOld();
    // Whole or not at all: another run may want it at the same time.
    const unfinished = `${file}.${process.pid}`;
    await writeFile(unfinished, text);
    await rename(unfinished, file);
    return file;
  }
}

/** A run that goes on may still use what is younger. */
const OLD_MS = 24 * 3_600_000;

async function forgetOld(): Promise<void> {
  for (const name of await readdir(KEPT)) {
    const file = join(KEPT, name);
    const modified = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      // Somebody else has forgotten it, or finished it.
      () => Date.now(),
    );
    if (modified < Date.now() - OLD_MS) await rm(file, { force: true });
  }
}

async function contentHash({ folders, files, text = '' }: MadeOf): Promise<string> {
  const inFolders = folders.map(async (folder) => {
    const names = await readdir(join(PACKAGE_ROOT, folder), { recursive: true });
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
  });
  const hash = createHash('sha256').update(`${text}\0`);
  for (const file of [...(await Promise.all(inFolders)).flat().sort(), ...files]) {
    hash
      .update(`${file}\0`)
      .update(await readFile(join(PACKAGE_ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
