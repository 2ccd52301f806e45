/** Who is told when the target of an alert cannot be. */
import type { Alert, InsteadOf, Transition } from '../ladder/decision.js';
import { fallbackKey } from './delivery.js';
import { targetName, type Policy, type Target } from '../rules/policy.js';

/** In this order: the other channels of the target's own tier, then the nearest tier above that anybody can be reached at. */
export function fallbacksFor(
  { transition, ...target }: Target & { transition: Pick<Transition, 'from' | 'to'> },
  { tiers }: Policy,
): Target[] {
  const height = [transition.to, transition.from]
    .map((name) => tiers.findIndex((tier) => tier.name === name))
    .find((n) => tiers[n]?.notify.some((other) => targetName(other) === targetName(target)));
  if (height === undefined) return [];
  const beside = tiers[height]!.notify.filter(({ channel }) => channel !== target.channel);
  const above = tiers.slice(height + 1).find(({ notify }) => notify.length > 0)?.notify ?? [];
  const named = new Map([...beside, ...above].map((fallback) => [targetName(fallback), fallback]));
  named.delete(targetName(target));
  return [...named.values()];
}

/** What the next fallback of the target of `original` is told; undefined when there is nobody left to tell. */
export function fallbackFor(
  original: Alert,
  { error, doubtful }: Pick<InsteadOf, 'error' | 'doubtful'>,
  policy: Policy,
  nth = 1,
): Alert | undefined {
  const fallback = fallbacksFor(original, policy)[nth - 1];
  if (!fallback) return undefined;
  return {
    ...original,
    key: fallbackKey(original.key, nth),
    channel: fallback.channel,
    address: fallback.address,
    insteadOf: {
      channel: original.channel,
      address: original.address,
      error,
      ...(doubtful && { doubtful }),
      ...(nth > 1 && { nth }),
    },
  };
}
