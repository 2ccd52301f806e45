/** Conditions that cannot hold together, whatever becomes of a ticket. */
import type { ClockTarget, Policy } from '../../domain/rules/policy.js';
import type { Demands } from './demands.js';
import type { Stated, Warning } from './warning.js';

/** Of these a ticket has exactly one value. */
const SINGLE = ['status', 'customer_tier', 'tier', 'priority', 'group'] as const;
type Single = (typeof SINGLE)[number];

export function contradictions(policy: Policy, demands: Demands): Warning[] {
  const values = SINGLE.flatMap((name) => noValueLeft(name, demands));
  if (values.length > 0) return values;
  return [...stalledAtTheBottom(policy, demands.asked), ...clockOffForThese(policy, demands.asked)];
}

/** The values that all lists leave; undefined if there is none. */
function left(name: Single, asked: readonly Stated[]): string[] | undefined {
  const lists = asked.flatMap(({ when }) => (when[name] ? [when[name]] : []));
  if (lists.length === 0) return undefined;
  return lists.reduce((all, list) => all.filter((value) => list.includes(value)));
}

function noValueLeft(name: Single, { asked, denied }: Demands): Warning[] {
  const values = left(name, asked);
  if (!values) return [];
  const last = asked.findLast(({ when }) => when[name])!;
  if (values.length === 0) {
    const expected = `one list with every ${name} that is meant, or any`;
    return [{ path: [...last.path, name], message: `a ticket has one ${name} at a time`, expected }];
  }
  const taking = denied.filter(({ when }) => Object.keys(when).length === 1 && when[name] !== undefined);
  if (!values.every((value) => taking.some(({ when }) => when[name]!.includes(value)))) return [];
  const message = `this takes away every ${name} that it is for`;
  return [{ path: taking.at(-1)!.path, message, expected: 'leave one of them' }];
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
      message: `stalled counts from an escalation, and none leads to ${lowest}`,
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
    const message = `${clock.of} has no target for customer_tier ${customers.join(' or ')}`;
    return [{ path: [...path, 'clock'], message, expected: `give clocks.${clock.of}.target an entry for them` }];
  });
}

function hasTargetFor(target: ClockTarget, customers: readonly string[]): boolean {
  if (!Array.isArray(target)) return true;
  return target.some(({ customer_tier: tiers }) => !tiers || tiers.some((tier) => customers.includes(tier)));
}
