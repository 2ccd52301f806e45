/** Who is told when the target of an alert cannot be. */
import type { Alert, InsteadOf, Transition } from '../ladder/decision.js';
import { fallbackKey } from './delivery.js';
import { targetName, type Policy, type Target } from '../rules/policy.js';

/** In this order: the other channels of the target's own tier, then the nearest tier above that anybody can be reached at. */
export function standInsFor(
  { transition, ...target }: Target & { transition: Pick<Transition, 'from' | 'to'> },
  { tiers }: Policy,
): Target[] {
  const height = [transition.to, transition.from]
    .map((name) => tiers.findIndex((tier) => tier.name === name))
    .find((n) => tiers[n]?.notify.some((other) => targetName(other) === targetName(target)));
  if (height === undefined) return [];
  const beside = tiers[height]!.notify.filter(({ channel }) => channel !== target.channel);
  const above = tiers.slice(height + 1).find(({ notify }) => notify.length > 0)?.notify ?? [];
  const named = new Map([...beside, ...above].map((standIn) => [targetName(standIn), standIn]));
  named.delete(targetName(target));
  return [...named.values()];
}

/** The short notice to the next who stands in for the target of `original`; undefined when there is nobody left to tell. */
export function noticeInsteadOf(
  original: Alert,
  { error, doubtful }: Pick<InsteadOf, 'error' | 'doubtful'>,
  policy: Policy,
  nth = 1,
): Alert | undefined {
  const standIn = standInsFor(original, policy)[nth - 1];
  if (!standIn) return undefined;
  return {
    ...original,
    key: fallbackKey(original.key, nth),
    channel: standIn.channel,
    address: standIn.address,
    insteadOf: {
      channel: original.channel,
      address: original.address,
      error,
      ...(doubtful && { doubtful }),
      ...(nth > 1 && { nth }),
    },
  };
}
