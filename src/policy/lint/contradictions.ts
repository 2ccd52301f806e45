/** Rules whose conditions cannot hold together, whatever becomes of a ticket. */
import type { ClockTarget, Policy, Rule, When } from '../../domain/rules/policy.js';
import type { Path } from '../../reading/path.js';
import { alwaysAsked, type Warning, type Stated } from './warning.js';

/** Of these a ticket has exactly one value. */
const SINGLE = ['status', 'customer_tier', 'tier', 'priority', 'group'] as const;
type Single = (typeof SINGLE)[number];

const NEVER = 'this rule never fires';

export function contradictions(policy: Policy): Warning[] {
  return policy.rules.flatMap((rule, i) => {
    const asked = alwaysAsked(rule.when, ['rules', i, 'when']);
    const values = SINGLE.flatMap((name) => noValueLeft(rule, name, asked, ['rules', i]));
    return values.length > 0 ? values : [...stalledAtTheBottom(policy, asked), ...clockOffForThese(policy, asked)];
  });
}

/** The values that all lists of the rule leave; undefined if it has none. */
function left(name: Single, asked: readonly Stated[]): string[] | undefined {
  const lists = asked.flatMap(({ when }) => (when[name] ? [when[name]] : []));
  if (lists.length === 0) return undefined;
  return lists.reduce((all, list) => all.filter((value) => list.includes(value)));
}

function noValueLeft(rule: Rule, name: Single, asked: readonly Stated[], at: Path): Warning[] {
  const values = left(name, asked);
  if (!values) return [];
  const last = asked.findLast(({ when }) => when[name])!;
  if (values.length === 0) {
    const expected = `one list with every ${name} that is meant, or any`;
    return [{ path: [...last.path, name], message: `${NEVER}: a ticket has one ${name} at a time`, expected }];
  }
  const ends = [
    { taken: excluded(rule.when.not, name), path: [...at, 'when', 'not'] },
    { taken: excluded(rule.unless, name), path: [...at, 'unless'] },
  ];
  return ends.flatMap(({ taken, path }) =>
    values.every((value) => taken.includes(value))
      ? [{ path, message: `${NEVER}: this takes away every ${name} that it is for`, expected: 'leave one of them' }]
      : [],
  );
}

/** Values that a negated condition takes away whatever else holds. */
function excluded(when: When | undefined, name: Single): string[] {
  if (!when) return [];
  const keys = Object.keys(when);
  if (keys.length !== 1) return [];
  return when[name] ?? (when.any ?? []).flatMap((one) => excluded(one, name));
}

/** `stalled` begins with an escalation, which never leads to the lowest tier. */
function stalledAtTheBottom({ tiers }: Policy, asked: readonly Stated[]): Warning[] {
  const lowest = tiers[0]!.name;
  const values = left('tier', asked);
  if (!values?.every((tier) => tier === lowest)) return [];
  return asked
    .filter(({ when }) => when.stalled !== undefined)
    .map(({ path }) => ({
      path: [...path, 'stalled'],
      message: `${NEVER}: stalled counts from an escalation, and none leads to ${lowest}`,
      expected: `idle or waiting for tickets on ${lowest}, or a higher tier`,
    }));
}

/** A clock with targets for others only is off for the tickets of the rule. */
function clockOffForThese({ clocks = {} }: Policy, asked: readonly Stated[]): Warning[] {
  const customers = left('customer_tier', asked);
  if (!customers) return [];
  return asked.flatMap(({ when: { clock }, path }) => {
    const target = clock && clocks[clock.of]?.target;
    if (!target || hasTargetFor(target, customers)) return [];
    const message = `${NEVER}: ${clock.of} has no target for customer_tier ${customers.join(' or ')}`;
    return [{ path: [...path, 'clock'], message, expected: `give clocks.${clock.of}.target an entry for them` }];
  });
}

function hasTargetFor(target: ClockTarget, customers: readonly string[]): boolean {
  if (!Array.isArray(target)) return true;
  return target.some(({ customer_tier: tiers }) => !tiers || tiers.some((tier) => customers.includes(tier)));
}
