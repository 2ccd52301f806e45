/** Where this package is: the same folder for the sources and for what is built from them in `dist/`. */
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with `package.json`. */
export const PACKAGE_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Where a stack keeps its data unless told otherwise: `.rung/` of the project, also of one that Rung is installed in. */
export const DATA = join(PACKAGE_ROOT.split(sep).includes('node_modules') ? process.cwd() : PACKAGE_ROOT, '.rung');

/** A file or folder of `local-stack/programs`: what runs as a process of its own, and is never compiled. */
export function programPath(...names: string[]): string {
  return join(PACKAGE_ROOT, 'local-stack', 'programs', ...names);
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('package.json is not in any folder above this one');
  return findRoot(above);
}
