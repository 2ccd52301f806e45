/** The installed package: where it lies and which version it is. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../local-stack/root.js';

/** A checkout of the repository, with what the local stack needs; not the package as it is installed elsewhere. */
export const IS_CHECKOUT = existsSync(join(PACKAGE_ROOT, 'local-stack', 'bootstrap.mjs'));

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}
