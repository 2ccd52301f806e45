/** Which policy a command works with. */
import type { LoadedPolicy } from '../policy/load.js';
import { defaultPolicyFile } from '../policy/own-file.js';
import type { Terminal } from './terminal.js';

/** The file that was asked for, else the one in `RUNG_POLICY`, else the default: of this folder or Rung's own. */
export function policyFile(asked: string | undefined, { env }: Pick<Terminal, 'env'>): string {
  return (asked ?? env['RUNG_POLICY']?.trim()) || defaultPolicyFile();
}

/** Loads it. @throws PolicyError */
export async function loadPolicyFor(asked: string | undefined, terminal: Pick<Terminal, 'env'>): Promise<LoadedPolicy> {
  const { loadPolicy } = await import('../policy/load.js');
  const { PolicyError } = await import('../reading/problems.js');
  try {
    return await loadPolicy(policyFile(asked, terminal));
  } catch (error) {
    if (!(error instanceof PolicyError) || asked || !terminal.env['RUNG_POLICY']) throw error;
    // Nobody has typed this file's name: whoever reads of it has to know where it comes from.
    const named = error.problems.map((one) => ({ ...one, file: one.line > 0 ? one.file : `RUNG_POLICY: ${one.file}` }));
    throw new PolicyError(named, { cause: error });
  }
}
