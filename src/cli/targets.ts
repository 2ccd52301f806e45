/** Whether the targets of a policy can be reached with this environment's settings. */
import type { Policy } from '../domain/rules/policy.js';
import type { Terminal } from './terminal.js';

/** A sentence for each that cannot; none where the settings themselves are wrong, for that is said elsewhere. */
export async function targetWarnings(policy: Policy, { env }: Pick<Terminal, 'env'>): Promise<string[]> {
  const { ConfigError, loadConfig } = await import('../config/index.js');
  const { openChannels } = await import('../worker/channels.js');
  const { targetsInTrouble } = await import('../worker/targets.js');
  try {
    return await targetsInTrouble(policy, openChannels(loadConfig(env)));
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}
