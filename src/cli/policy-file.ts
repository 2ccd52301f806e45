/** Which policy a command works with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadedPolicy } from '../policy/load.js';
import { PACKAGE_FOLDER } from './package.js';
import type { Terminal } from './terminal.js';

const DEFAULT_POLICY = 'policies/default.yaml';

/** The file that was asked for, else the one in `RUNG_POLICY`, else the default: of this folder or Rung's own. */
export function policyFile(asked: string | undefined, { env }: Pick<Terminal, 'env'>): string {
  const given = asked ?? env['RUNG_POLICY']?.trim();
  if (given) return given;
  return existsSync(DEFAULT_POLICY) ? DEFAULT_POLICY : defaultPolicyFile();
}

/** The policy that comes with Rung. */
export function defaultPolicyFile(): string {
  return join(PACKAGE_FOLDER, DEFAULT_POLICY);
}

/** Loads it. @throws PolicyError */
export async function loadPolicyFor(asked: string | undefined, terminal: Pick<Terminal, 'env'>): Promise<LoadedPolicy> {
  const { loadPolicy } = await import('../policy/load.js');
  return loadPolicy(policyFile(asked, terminal));
}
