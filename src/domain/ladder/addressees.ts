/** Whom a decision tells, where, and when: people, whoever is on call, and targets that have hours. */
import type { TicketState } from '../ticket/ticket.js';
import { calendarOf, rotationOf } from '../rules/opening.js';
import { targetName, type Channel, type Instant, type Policy, type Target, type Tier } from '../rules/policy.js';
import { NEVER } from '../rules/predicates/predicate.js';

/** A target as it is when the alert is to go out. */
export interface Addressee {
  channel: Channel;
  address: string;
  /** Where on that channel the person is reached whom the message names. */
  mention?: string;
  /** It waits for the opening of its hours; null: there is none, so that it never goes out. Absent: it goes out at once. */
  deferredUntil?: Instant | null;
}

export interface Addressing {
  addressees: readonly Addressee[];
  /** What a decision says of them; the parts are left out where there is nothing to say. */
  said: { notify: string[]; onCall?: Record<string, string>; deferred?: Record<string, Instant | null> };
}

/** @param wakes they are told at once, whatever their hours */
export function addressed(policy: Policy, targets: readonly Target[], now: Instant, wakes = false): Addressing {
  const known = plain.get(targets);
  if (known) return known;
  if (targets.every(isPlain)) return plainly(targets);
  const byName = new Map<string, Addressee>();
  const askedAt = new Map<string, Instant>();
  for (const target of targets) {
    const deferredUntil = target.hours === undefined || wakes ? undefined : openingOf(policy, target.hours, now);
    const at = deferredUntil ?? now;
    const who = (name: string) => {
      if (!policy.rotations || !Object.hasOwn(policy.rotations, name)) return name;
      askedAt.set(name, Math.min(deferredUntil === null ? NEVER : at, askedAt.get(name) ?? NEVER));
      return rotationOf(policy, name).at(at);
    };
    const { channel } = target;
    const address =
      target.onCall === undefined ? target.address : (addressOf(policy, who(target.onCall), channel) ?? '');
    const mention = target.mention === undefined ? undefined : addressOf(policy, who(target.mention), channel);
    const addressee: Addressee = {
      ...{ channel, address },
      ...(mention !== undefined && { mention }),
      ...(deferredUntil !== undefined && { deferredUntil }),
    };
    const name = targetName(addressee);
    const before = byName.get(name);
    byName.set(name, before ? sooner(before, addressee) : addressee);
  }
  const addressees = [...byName.values()];
  const onCall = [...askedAt].map(([name, at]) => [name, rotationOf(policy, name).at(at < NEVER ? at : now)]);
  const deferred = [...byName].flatMap(([name, { deferredUntil }]) =>
    deferredUntil === undefined ? [] : [[name, deferredUntil]],
  );
  return {
    addressees,
    said: {
      notify: [...byName.keys()],
      ...(onCall.length > 0 && { onCall: Object.fromEntries(onCall) as Record<string, string> }),
      ...(deferred.length > 0 && { deferred: Object.fromEntries(deferred) as Record<string, Instant | null> }),
    },
  };
}

/** Its address is all that there is to it. */
function isPlain({ onCall, mention, hours }: Target): boolean {
  return onCall === undefined && mention === undefined && hours === undefined;
}

/** Those that are always the same; a policy is never changed. */
const plain = new WeakMap<readonly Target[], Addressing>();

function plainly(targets: readonly Target[]): Addressing {
  const notify: string[] = [];
  const addressees = targets.filter((target) => {
    const name = targetName(target);
    return !notify.includes(name) && notify.push(name);
  });
  const made: Addressing = { addressees, said: { notify } };
  plain.set(targets, made);
  return made;
}

/** When the hours open next; undefined while they are open, null if they never do again. */
function openingOf(policy: Policy, hours: string, now: Instant): Instant | null | undefined {
  const calendar = calendarOf(policy, hours);
  if (calendar.isOpenAt(now)) return undefined;
  const opening = calendar.nextOpening(now);
  return opening === NEVER ? null : opening;
}

function sooner(one: Addressee, other: Addressee): Addressee {
  const at = ({ deferredUntil }: Addressee) => (deferredUntil === undefined ? -Infinity : (deferredUntil ?? NEVER));
  const [first, second] = at(other) < at(one) ? [other, one] : [one, other];
  return first.mention === undefined && second.mention !== undefined ? { ...first, mention: second.mention } : first;
}

function addressOf({ people = {} }: Policy, person: string, channel: Channel): string | undefined {
  return people[person]?.[channel];
}

const NOBODY: readonly Target[] = [];

/** The targets of the tier with this name. */
export function targetsOf({ policy }: TicketState, name: string): readonly Target[] {
  return policy.tiers.find((tier) => tier.name === name)?.notify ?? NOBODY;
}

const both = new WeakMap<Tier, Map<Tier, readonly Target[]>>();

/** The targets of two tiers, the same list each time. */
export function targetsOfBoth(one: Tier, other: Tier): readonly Target[] {
  let known = both.get(one);
  if (!known) both.set(one, (known = new Map<Tier, readonly Target[]>()));
  let targets = known.get(other);
  if (!targets) known.set(other, (targets = [...one.notify, ...other.notify]));
  return targets;
}
