/** A policy made ready for reading: found out once for each policy object, which is never changed. */
import { SCORES } from '../ticket/limits.js';
import { alwaysTells, compileCondition, hasChoiceOfMarks, isSteady, type Condition, type Node } from './conditions.js';
import type { DeEscalation, Policy, Rule, When } from './policy.js';
import { conditionsWithin, predicateNamed } from './predicates/index.js';

export interface CompiledRule {
  rule: Rule;
  /** Height of the tier it asks for; undefined for `next`, and for a rule that only tells. */
  height: number | undefined;
  /** All of them have to hold; each of them holds from some instant on. */
  conditions: readonly Condition[];
  /** Those of them that tell occurrences apart. */
  telling: readonly Condition[];
  /** In place of these, a condition that combines others, or that ends by time. */
  node?: Node;
  /** Of such a condition: {@link isSteady}. */
  isSteady: boolean;
  /** It may hold without any trigger instance. */
  mayBeBare: boolean;
  /** Of a condition that combines others: {@link hasChoiceOfMarks}. */
  choosesMarks: boolean;
  /** An acknowledgement holds it. */
  heedsAck: boolean;
  /** Why it cannot be read. */
  fault?: Error;
}

export interface CompiledPolicy {
  rules: readonly CompiledRule[];
  /** Some rule may hold without any trigger instance. */
  anyBare: boolean;
  /** Unanswered replies are of use. */
  tracksReplies: boolean;
  /** How many scores are of use, beside the latest. */
  keepsScores: number;
}

const compiled = new WeakMap<Policy, CompiledPolicy>();

/** The last one asked for: most tickets that are looked at one after the other have the same. */
let last: { policy: Policy; known: CompiledPolicy } | undefined;

export function compiledPolicy(policy: Policy): CompiledPolicy {
  if (last?.policy === policy) return last.known;
  let known = compiled.get(policy);
  if (!known) compiled.set(policy, (known = compile(policy)));
  last = { policy, known };
  return known;
}

function compile(policy: Policy): CompiledPolicy {
  const rules = policy.rules.map((rule) => compileRule(policy, rule));
  const asked = allConditions(policy);
  return {
    rules,
    anyBare: rules.some(({ mayBeBare }) => mayBeBare),
    tracksReplies:
      policy.autoClose !== undefined ||
      policy.reopen !== undefined ||
      policy.clocks?.next_response !== undefined ||
      asked.some(({ waiting, unanswered_replies }) => waiting !== undefined || unanswered_replies !== undefined),
    keepsScores: Math.min(SCORES, Math.max(0, ...asked.map(({ sentiment }) => sentiment?.last ?? 0))),
  };
}

function allConditions({ rules, deEscalate }: Policy) {
  const whole: (When | undefined)[] = [
    ...rules.flatMap(({ when, unless }) => [when, unless]),
    ...deEscalate.map(({ unless }) => unless),
  ];
  return whole.flatMap((when) => (when ? [...conditionsWithin(when)].map((one) => one.when) : []));
}

/** One rule made ready; what is wrong with it is told when it is read. */
export function compileRule(policy: Policy, rule: Rule): CompiledRule {
  try {
    const height = rule.to === undefined || rule.to === 'next' ? undefined : heightOf(policy, rule.to);
    const whole = rule.unless ? { ...rule.when, not: bothNot(rule.when.not, rule.unless) } : rule.when;
    const { conditions, node } = compileCondition(whole, rule.name);
    return {
      rule,
      height,
      conditions,
      telling: conditions.filter(({ predicate }) => predicate.instance),
      ...(node && { node }),
      isSteady: node !== undefined && isSteady(node),
      mayBeBare: node ? !alwaysTells(node) : !conditions.some(({ predicate }) => predicate.instance),
      choosesMarks: node !== undefined && hasChoiceOfMarks(node),
      heedsAck: rule.heedsAck ?? isPatient(rule),
    };
  } catch (fault) {
    const nothing = {
      height: undefined,
      conditions: [],
      telling: [],
      isSteady: false,
      mayBeBare: false,
      choosesMarks: false,
      heedsAck: false,
    };
    return { rule, ...nothing, fault: fault as Error };
  }
}

function bothNot(one: When | undefined, other: When): When {
  return one ? { any: [one, other] } : other;
}

function isPatient({ when, unless }: Rule): boolean {
  return [when, ...(unless ? [unless] : [])].some((whole) =>
    [...conditionsWithin(whole)].some((one) => Object.keys(one.when).some((name) => predicateNamed(name)?.patient)),
  );
}

const unlesses = new WeakMap<DeEscalation, Node>();

/** The condition under which an entry does not apply; undefined if it always does. */
export function unlessOf(entry: DeEscalation): Node | undefined {
  if (!entry.unless) return undefined;
  let node = unlesses.get(entry);
  if (!node) unlesses.set(entry, (node = compileCondition(entry.unless, 'de_escalate', true).node!));
  return node;
}

/** Height of a tier, 0 for the lowest. @throws Error when the ladder has no such tier. */
export function heightOf(policy: Policy, tier: string): number {
  const { tiers } = policy;
  for (let height = 0; height < tiers.length; height++) if (tiers[height]!.name === tier) return height;
  throw new Error(`the ladder has no tier ${tier}`);
}
