/** Where a ticket stands on the ladder of another policy. */
import type { Policy } from '../rules/policy.js';
import type { Step, TicketState } from '../ticket/ticket.js';
import type { TierMap } from './policy-change.js';

type OnLadder = Pick<TicketState, 'tier' | 'baseTier' | 'steps' | 'assigneeGroup'>;

/** The tiers that a ticket stands on or may come down to and that the policy does not have, also not by the map. */
export function missingTiers({ tier, steps }: Pick<TicketState, 'tier' | 'steps'>, policy: Policy, map: TierMap) {
  const names = new Set([tier, ...steps.map(({ from }) => from)]);
  return [...names].filter((name) => !policy.tiers.some((one) => one.name === mapped(name, map)));
}

/** The ticket on the new ladder, which has all of its tiers. Steps that do not lead upwards there are gone. */
export function onLadder(ticket: TicketState, policy: Policy, map: TierMap): OnLadder {
  const height = (name: string) => policy.tiers.findIndex((one) => one.name === name);
  const tier = mapped(ticket.tier, map);
  const steps: Step[] = [];
  for (const step of ticket.steps) {
    const from = mapped(step.from, map);
    const isHigher = steps.length === 0 || height(from) > height(steps.at(-1)!.from);
    if (!isHigher || height(from) >= height(tier)) continue;
    const before = steps.at(-1);
    if (before) before.to = from;
    steps.push({ ...step, from, to: tier, groupBefore: groupOn(ticket.policy, policy, step.from, from, step) });
  }
  return {
    tier,
    steps,
    baseTier: steps[0]?.from ?? tier,
    assigneeGroup: groupOn(ticket.policy, policy, ticket.tier, tier, { groupBefore: ticket.assigneeGroup }),
  };
}

function mapped(name: string, map: TierMap): string {
  return Object.hasOwn(map, name) ? map[name]! : name;
}

/** The group of a tier becomes that of the new one; any other was chosen by a person, and stays. */
function groupOn(
  before: Policy,
  after: Policy,
  tier: string,
  newTier: string,
  { groupBefore: group }: { groupBefore: string },
) {
  const groupOf = ({ tiers }: Policy, name: string) => tiers.find((one) => one.name === name)?.group;
  return group === groupOf(before, tier) ? groupOf(after, newTier)! : group;
}
