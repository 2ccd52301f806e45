/** Policies for stories: the real default, and variations of it. */
import { fileURLToPath } from 'node:url';
import { HOUR, type Policy, type Rule, type Tier, type When } from '../../../src/domain/rules/policy.js';
import { loadPolicy } from '../../../src/policy/index.js';

const loaded = await loadPolicy(fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url)));

export const DEFAULT_POLICY: Policy = loaded.policy;
export const DEFAULT_HASH: string = loaded.hash;

/** The default policy with some parts replaced. */
export function policyWith(parts: Partial<Policy>): Policy {
  return { ...DEFAULT_POLICY, ...parts };
}

/** A rule in one line; it bumps by 1 and minds the cooldown unless it says otherwise. */
export function rule(name: string, when: When, to: string, more: Partial<Rule> = {}): Rule {
  return { name, when, to, bump: 1, bypassCooldown: false, ...more };
}

/** The default ladder with other addressees: `{ L1: ['#one', 'one@example.com'] }`. */
export function tiersTelling(addresses: Record<string, string[]>): Tier[] {
  return DEFAULT_POLICY.tiers.map((tier) => ({
    ...tier,
    notify: (addresses[tier.name] ?? []).map((address) => ({
      channel: address.startsWith('#') ? 'slack' : 'email',
      address,
    })),
  }));
}

export { HOUR };
export const MINUTE = HOUR / 60;
