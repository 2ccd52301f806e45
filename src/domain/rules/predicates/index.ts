/** Every predicate, by the name that policies call it, in the order of docs/policy.md. Nothing else names them all. */
import { customerReplies } from './customer-replies.js';
import { customerTier } from './customer-tier.js';
import { idle } from './idle.js';
import type { Arguments, Predicate } from './predicate.js';
import { priority } from './priority.js';
import { sentimentBelow } from './sentiment-below.js';
import { slaUsed } from './sla-used.js';
import { stalled } from './stalled.js';
import { status } from './status.js';
import { tier } from './tier.js';

export const PREDICATES = {
  sla_used: slaUsed,
  idle,
  stalled,
  sentiment_below: sentimentBelow,
  customer_replies: customerReplies,
  status,
  customer_tier: customerTier,
  tier,
  priority,
};

export type PredicateName = keyof typeof PREDICATES;

/** The conditions of a rule; all that are given must hold. */
export type When = {
  [K in PredicateName]?: (typeof PREDICATES)[K] extends Predicate<infer Kind> ? Arguments[Kind] : never;
};

/** The definition of a name; undefined for one that this engine does not know. */
export function predicateNamed(name: string): Predicate | undefined {
  return Object.hasOwn(PREDICATES, name) ? PREDICATES[name as PredicateName] : undefined;
}
