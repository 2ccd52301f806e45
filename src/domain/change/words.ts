/** A change of policy in a few words. */
import type { PolicyChanged } from '../ladder/decision.js';

/** `policy 1f0e… instead of 9c2d… by anna, at second instead of L2, late taken for done`. */
export function policyWords(change: Omit<PolicyChanged, 'at'>): string {
  const { by, policy, policyBefore, tier, tierBefore, skipped = [] } = change;
  return [
    policy === policyBefore
      ? `time zones and holidays of policy ${policy} looked up anew by ${by}`
      : `policy ${policy} instead of ${policyBefore} by ${by}`,
    ...(tier === tierBefore ? [] : [`at ${tier} instead of ${tierBefore}`]),
    ...(skipped.length === 0 ? [] : [`${skipped.join(', ')} taken for done`]),
  ].join(', ');
}
