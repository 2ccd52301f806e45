/** Workers with other code: a copy of the build in which a few words are changed. */
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../../dev/root.js';

/** `find` becomes `replace` in a file of `dist/src`. */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}

/** Makes the copy in this folder. Resolves with the worker's program. @throws Error when an edit does not fit the code any more. */
export async function alteredWorker(folder: string, edits: readonly Edit[]): Promise<string> {
  const sources = join(folder, 'dist', 'src');
  await mkdir(sources, { recursive: true });
  await cp(join(PACKAGE_ROOT, 'dist', 'src'), sources, { recursive: true });
  await cp(join(PACKAGE_ROOT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, find, replace } of edits) {
    const path = join(sources, file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(find)) throw new Error(`${file} has no ${find} to alter`);
    await writeFile(path, text.replace(find, replace));
  }
  return join(sources, 'worker', 'main.js');
}
