/** The conditions of a rule, as a policy has them: each predicate with its argument, and how they are combined. */
import type { ClockName, Length } from './policy.js';

/** A mark of a clock: so much of its target used, in percent, or so much left, in milliseconds. */
export type ClockMark = { of: ClockName; used: number } | { of: ClockName; left: number };

/** Predicates with their arguments; `predicates/` says what each means. */
export interface Conditions {
  /** Percent of the ticket's SLA that has passed, 75 for `75%`. */
  sla_used?: number;
  clock?: ClockMark;
  idle?: Length;
  waiting?: Length;
  stalled?: Length;
  in_tier?: Length;
  /** Scores lie in -1 … 1. */
  sentiment_below?: number;
  /** The mean of the last so many scores. */
  sentiment?: { last: number; below: number };
  customer_replies?: number;
  unanswered_replies?: number;
  breached?: ClockName[];
  /** Name of a calendar. */
  hours?: string;
  status?: string[];
  customer_tier?: string[];
  tier?: string[];
  priority?: string[];
  tags?: string[];
  group?: string[];
  /** Of each named field some values. */
  fields?: Record<string, string[]>;
}

/** A condition: all that is given must hold. */
export interface When extends Conditions {
  /** One of these holds. */
  any?: When[];
  /** All of these hold. */
  all?: When[];
  /** This does not hold. */
  not?: When;
}
