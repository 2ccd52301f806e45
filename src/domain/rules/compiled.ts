/** The rules of a policy made ready for reading: found out once for each policy object, which is never changed. */
import type { Policy, Rule } from './policy.js';
import { predicateNamed } from './predicates/index.js';
import type { Predicate } from './predicates/predicate.js';

export interface Condition {
  name: string;
  predicate: Predicate;
  argument: never;
}

export interface CompiledRule {
  rule: Rule;
  /** Height of the tier it asks for; undefined for `next`. */
  height: number | undefined;
  /** All of them have to hold. */
  conditions: readonly Condition[];
  /** Those of them that tell occurrences apart. */
  telling: readonly Condition[];
  /** Why it cannot be read. */
  fault?: Error;
}

const compiled = new WeakMap<Policy, readonly CompiledRule[]>();

export function compiledRules(policy: Policy): readonly CompiledRule[] {
  let rules = compiled.get(policy);
  if (!rules) {
    rules = policy.rules.map((rule) => compileRule(policy, rule));
    compiled.set(policy, rules);
  }
  return rules;
}

/** One rule made ready; what is wrong with it is told when it is read. */
export function compileRule(policy: Policy, rule: Rule): CompiledRule {
  try {
    const conditions = conditionsOf(rule);
    const height = rule.to === 'next' ? undefined : heightOf(policy, rule.to);
    return { rule, height, conditions, telling: conditions.filter(({ predicate }) => predicate.instance) };
  } catch (fault) {
    return { rule, height: undefined, conditions: [], telling: [], fault: fault as Error };
  }
}

/** @throws Error when the rule names a predicate that this engine does not know. */
function conditionsOf(rule: Rule): Condition[] {
  return Object.entries(rule.when).map(([name, argument]) => {
    const predicate = predicateNamed(name);
    if (!predicate) throw new Error(`rule ${rule.name}: unknown predicate ${name}`);
    return { name, predicate, argument: argument as never };
  });
}

/** Height of a tier, 0 for the lowest. @throws Error when the ladder has no such tier. */
export function heightOf(policy: Policy, tier: string): number {
  const { tiers } = policy;
  for (let height = 0; height < tiers.length; height++) if (tiers[height]!.name === tier) return height;
  throw new Error(`the ladder has no tier ${tier}`);
}
