/** Moving a ticket to another policy: what the client is asked for, and the message that it becomes. */
import type { TierMap } from '../domain/change/policy-change.js';
import type { Policy } from '../domain/rules/policy.js';
import type { PolicyChangeMessage } from '../workflows/contract.js';
import type { CommandOptions } from './commands.js';
import { InvalidRequestError } from './errors.js';
import { readName } from './form.js';

/** To which policy a ticket is moved, and how. */
export interface PolicyChangeRequest extends CommandOptions {
  /** As `loadPolicy` gives it. */
  policy: { policy: Policy; hash: string };
  /** Which of its tiers takes the place of one that it does not have, or that is to be another: `{ L3: 'experts' }`. Default: tiers keep their names. */
  tiers?: TierMap;
  /** Rules that hold at that moment are taken for done, so that nobody is told. Default: they fire at once. */
  quiet?: true;
}

/** @throws InvalidRequestError */
export function changeMessage(options: PolicyChangeRequest, commandId: string): PolicyChangeMessage {
  const { policy: loaded, tiers, quiet, by } = options;
  const { policy, hash: policyHash } = loaded;
  const unknown = Object.values(tiers ?? {}).find((name) => !policy.tiers.some((tier) => tier.name === name));
  if (unknown !== undefined) throw new InvalidRequestError(`tiers: policy ${policyHash} has no tier ${unknown}`);
  return {
    ...{ commandId, by: readName(by, 'by'), policy, policyHash },
    ...(tiers && { tiers }),
    ...(quiet && { quiet }),
  };
}
