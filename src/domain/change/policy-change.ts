/** What moves a running ticket to another policy. */
import type { Policy } from '../rules/policy.js';

/** Which tier of the new ladder takes the place of one of the old; a tier that is not named here keeps its name. */
export type TierMap = Readonly<Record<string, string>>;

/** The command that a ticket is moved by. */
export interface PolicyChange {
  type: 'change_policy';
  /** Unique for the ticket; a repeat is answered, not done again. */
  commandId: string;
  /** Who asks. */
  by: string;
  policy: Policy;
  policyHash: string;
  tiers?: TierMap;
  /** What the new policy would do at once is taken for done: nobody is told. Default: it is done. */
  quiet?: true;
}

/** A policy under which nothing has to change: it says the same, and its time zones and holidays were looked up on the same day. */
export function isSamePolicy(
  one: { policy: Policy; policyHash: string },
  other: { policy: Policy; policyHash: string },
): boolean {
  return one.policyHash === other.policyHash && one.policy.pinned?.day === other.policy.pinned?.day;
}
