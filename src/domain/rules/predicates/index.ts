/** Every predicate, by the name that policies call it, in the order of docs/policy.md. Nothing else names them all. */
import type { Conditions, When } from '../when.js';
import { breached } from './breached.js';
import { clock } from './clock.js';
import { customerReplies } from './customer-replies.js';
import { customerTier } from './customer-tier.js';
import { fields } from './fields.js';
import { group } from './group.js';
import { hours } from './hours.js';
import { idle } from './idle.js';
import { inTier } from './in-tier.js';
import type { Arguments, Predicate } from './predicate.js';
import { priority } from './priority.js';
import { sentimentBelow } from './sentiment-below.js';
import { sentiment } from './sentiment.js';
import { slaUsed } from './sla-used.js';
import { stalled } from './stalled.js';
import { status } from './status.js';
import { tags } from './tags.js';
import { tier } from './tier.js';
import { unansweredReplies } from './unanswered-replies.js';
import { waiting } from './waiting.js';

export type { Conditions, When } from '../when.js';

export const PREDICATES = {
  sla_used: slaUsed,
  clock,
  idle,
  waiting,
  stalled,
  in_tier: inTier,
  sentiment_below: sentimentBelow,
  sentiment,
  customer_replies: customerReplies,
  unanswered_replies: unansweredReplies,
  breached,
  hours,
  status,
  customer_tier: customerTier,
  tier,
  priority,
  tags,
  group,
  fields,
};

export type PredicateName = keyof typeof PREDICATES;

/** What the definitions make of the conditions. */
type Defined = {
  [K in PredicateName]?: (typeof PREDICATES)[K] extends Predicate<infer Kind> ? Arguments[Kind] : never;
};

/** Predicates that `Conditions` has without a definition, lacks, or has with another argument. */
type Differing = {
  [K in PredicateName | keyof Conditions]: K extends keyof Defined & keyof Conditions
    ? [Defined[K], Conditions[K]] extends [Conditions[K], Defined[K]]
      ? never
      : K
    : K;
}[PredicateName | keyof Conditions];

// Names them when this is compiled.
({}) satisfies Record<Differing, Predicate>;

/** How deep `any`, `all` and `not` may stand within one another. */
export const DEEPEST = 5;

/** The definition of a name; undefined for one that this engine does not know. */
export function predicateNamed(name: string): Predicate | undefined {
  return Object.hasOwn(PREDICATES, name) ? PREDICATES[name as PredicateName] : undefined;
}

/** Every condition within a condition, with the path to it, itself first. */
export function* conditionsWithin(
  when: When,
  path: (string | number)[] = [],
): Generator<{ when: Conditions; path: (string | number)[] }> {
  const { any = [], all = [], not, ...own } = when;
  yield { when: own, path };
  for (const [i, one] of any.entries()) yield* conditionsWithin(one, [...path, 'any', i]);
  for (const [i, one] of all.entries()) yield* conditionsWithin(one, [...path, 'all', i]);
  if (not) yield* conditionsWithin(not, [...path, 'not']);
}
