/** The words that a policy knows: a ticket's are read as the policy spells them. */
import type { Policy } from '../domain/rules/policy.js';
import { closingStatuses } from '../domain/ticket/closing.js';
import { sameWord } from '../reading/words.js';

export interface KnownNames {
  /** The only priorities a ticket may have. */
  priorities: readonly string[];
  /** The only tiers it may stand on. */
  tiers: readonly string[];
  /** Those that rules name. A closing status is not among them: another spelling of it is another status, and does not close. */
  statuses: readonly string[];
  /** Those that end the watch. */
  closing: readonly string[];
  customerTiers: readonly string[];
  groups: readonly string[];
}

const known = new WeakMap<Policy, KnownNames>();

export function namesOf(policy: Policy): KnownNames {
  const before = known.get(policy);
  if (before) return before;
  const closing = closingStatuses(policy);
  const isClosing = (status: string) => closing.some((one) => sameWord(one, status));
  const names: KnownNames = {
    priorities: policy.priorities,
    tiers: policy.tiers.map(({ name }) => name),
    statuses: named(policy, ['status', 'pause']).filter((status) => !isClosing(status)),
    closing,
    customerTiers: named(policy, ['customer_tier']),
    groups: [...new Set([...policy.tiers.map(({ group }) => group), ...named(policy, ['group'])])],
  };
  known.set(policy, names);
  return names;
}

/** All lists of names that stand under these keys, however deep. */
function named(part: unknown, keys: readonly string[]): string[] {
  const found = new Set<string>();
  const walk = (value: unknown, key: string) => {
    if (Array.isArray(value)) {
      for (const one of value) {
        if (typeof one === 'string' && keys.includes(key)) found.add(one);
        else walk(one, '');
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inside] of Object.entries(value)) walk(inside, name);
    }
  };
  walk(part, '');
  return [...found];
}
