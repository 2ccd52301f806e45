/** A rule's condition in a few words. */
import type { Policy } from '../../domain/rules/policy.js';
import { conditionWords } from '../../domain/rules/words.js';

/** `enterprise, no activity for 2 h`; empty for a name the policy does not have. */
export function ruleWords(policy: Policy, rule: string): string {
  return conditionWords(policy.rules.find(({ name }) => name === rule)?.when ?? {});
}
