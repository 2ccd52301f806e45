/** Who is told when the target of an alert cannot be. */
import { addressed, type Addressee } from '../ladder/addressees.js';
import { decisionBehind, type Alert, type FallbackFor, type Notified, type Transition } from '../ladder/decision.js';
import { targetName, type Instant, type Policy, type Target } from '../rules/policy.js';
import { fallbackKey } from './delivery.js';

/** Targets that are told together, and the tier above which others are looked for. */
interface Group {
  targets: Target[];
  height: number;
}

type Decided = Pick<Transition, 'kind' | 'from' | 'to' | 'at'> | Pick<Notified, 'kind' | 'rule' | 'tier' | 'at'>;

/**
 * In this order: the other channels of the list that names the target (its tier's, or the rule's own), then the nearest tier above that
 * anybody can be reached at. Whoever is on call is who it is `now`; a fallback waits for its hours unless the rule wakes, and one whose
 * hours never open is none.
 */
export function fallbacksFor(
  target: Pick<Target, 'channel' | 'address'>,
  decision: Decided,
  policy: Policy,
  now: Instant,
): Addressee[] {
  const { tiers } = policy;
  const wakes = 'rule' in decision && policy.rules.some(({ name, wakes }) => name === decision.rule && wakes);
  const name = targetName(target);
  const group = groupsOf(decision, policy).find(({ targets }) =>
    addressed(policy, targets, decision.at, wakes).said.notify.includes(name),
  );
  if (!group) return [];
  const beside = group.targets.filter(({ channel }) => channel !== target.channel);
  const above = tiers.slice(group.height + 1).find(({ notify }) => notify.length > 0)?.notify ?? [];
  return addressed(policy, [...beside, ...above], now, wakes).addressees.filter(
    (other) => targetName(other) !== name && other.deferredUntil !== null,
  );
}

function groupsOf(decision: Decided, { tiers, rules }: Policy): Group[] {
  const heightOf = (name: string) => tiers.findIndex((tier) => tier.name === name);
  const ofTier = (name: string): Group => ({ targets: tiers[heightOf(name)]?.notify ?? [], height: heightOf(name) });
  if (decision.kind !== 'notified') return [ofTier(decision.to), ofTier(decision.from)];
  const own = rules.find(({ name }) => name === decision.rule)?.notify;
  // Nobody of the ticket's tier has been told by a rule that names its own targets.
  return Array.isArray(own) ? [{ targets: own, height: heightOf(decision.tier) - 1 }] : [ofTier(decision.tier)];
}

/** What the next fallback of the target of `original` is told; undefined when there is nobody left to tell. */
export function fallbackFor(
  original: Alert,
  { error, doubtful }: Pick<FallbackFor, 'error' | 'doubtful'>,
  policy: Policy,
  now: Instant,
  nth = 1,
): Alert | undefined {
  const fallback = fallbacksFor(original, decisionBehind(original), policy, now)[nth - 1];
  if (!fallback) return undefined;
  const { mention: _mention, deferredUntil: _deferredUntil, ...about } = original;
  const { channel, address, mention, deferredUntil } = fallback;
  return {
    ...about,
    key: fallbackKey(original.key, nth),
    ...{ channel, address },
    ...(mention !== undefined && { mention }),
    ...(typeof deferredUntil === 'number' && { deferredUntil }),
    insteadOf: {
      channel: original.channel,
      address: original.address,
      error,
      ...(doubtful && { doubtful }),
      ...(nth > 1 && { nth }),
    },
  };
}
