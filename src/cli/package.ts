/** The installed package: where it lies and which version it is. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: two levels above the sources, three above the build. */
export const PACKAGE_FOLDER = folderOfPackage(dirname(fileURLToPath(import.meta.url)));

/** A checkout of the repository, with what the local stack needs; not the package as it is installed elsewhere. */
export const IS_CHECKOUT = existsSync(join(PACKAGE_FOLDER, 'local-stack', 'bootstrap.mjs'));

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function folderOfPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : folderOfPackage(dirname(folder));
}
