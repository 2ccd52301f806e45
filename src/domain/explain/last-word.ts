/** What a ticket's last decisions say of a rule. */
import type { Decision } from '../ladder/decision.js';
import type { Instant } from '../rules/policy.js';

export type LastWord =
  | { kind: 'escalated'; at: Instant; from: string; to: string }
  | { kind: 'notified'; at: Instant; repeat?: number }
  /** It wanted to escalate, and another rule won. */
  | { kind: 'outbid'; at: Instant; by: string }
  /** The ticket was moved to another policy, and the rule was taken for done. */
  | { kind: 'skipped'; at: Instant }
  | { kind: 'held'; at: Instant };

/** The newest; undefined if none of them names it. @param history oldest first */
export function lastWord(history: readonly Decision[], rule: string): LastWord | undefined {
  for (const decision of history.toReversed()) {
    const { at } = decision;
    switch (decision.kind) {
      case 'escalated':
        if (decision.rule === rule) return { kind: 'escalated', at, from: decision.from, to: decision.to };
        if (decision.candidates.includes(rule)) return { kind: 'outbid', at, by: decision.rule };
        break;
      case 'notified':
        if (decision.rule !== rule) break;
        return { kind: 'notified', at, ...(decision.repeat !== undefined && { repeat: decision.repeat }) };
      case 'policy_changed':
        if (decision.skipped?.includes(rule)) return { kind: 'skipped', at };
        break;
      case 'held':
        if (decision.rule === rule) return { kind: 'held', at };
        break;
      default:
    }
  }
  return undefined;
}
