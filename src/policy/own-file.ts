/** The policy that comes with Rung. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where it is in the package, and what it is called elsewhere. */
export const DEFAULT_POLICY = 'policies/default.yaml';

/** The package's own, wherever somebody is who asks. */
export const OWN_POLICY_FILE = above(dirname(fileURLToPath(import.meta.url)));

/** Two folders above the sources, three above the build. */
function above(folder: string): string {
  const file = join(folder, DEFAULT_POLICY);
  return existsSync(file) || dirname(folder) === folder ? file : above(dirname(folder));
}

/** The default where one is: of this folder, else the package's own. */
export function defaultPolicyFile(): string {
  return existsSync(DEFAULT_POLICY) ? DEFAULT_POLICY : OWN_POLICY_FILE;
}
