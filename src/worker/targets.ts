/** Targets that nothing can be sent to with the settings that there are. */
import type { OpenChannel } from './channels.js';
import { targetName, type Policy, type Target } from '../domain/rules/policy.js';

/** A sentence for each target of a policy that the settings do not know how to reach: their alerts would wait. */
export async function targetsInTrouble(
  { tiers }: Pick<Policy, 'tiers'>,
  open: readonly Pick<OpenChannel, 'name' | 'channel'>[],
): Promise<string[]> {
  const targets = new Map<string, Target>(tiers.flatMap(({ notify }) => notify).map((one) => [targetName(one), one]));
  const problems = [...targets.values()].map(async ({ channel, address }) =>
    open.find(({ name }) => name === channel)?.channel.problemWith?.(address),
  );
  return (await Promise.all(problems)).filter((problem) => problem !== undefined);
}
