/**
 * The policy as the engine reads it: plain JSON, durations in milliseconds, percentages as numbers.
 * `src/policy` makes it from a YAML file and vouches for it; docs/policy.md explains each key.
 */

/** A length of time in milliseconds. */
export type Milliseconds = number;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const HOUR: Milliseconds = 3_600_000;

/** The name of a way to reach people, such as `slack`; `src/channels/definitions.ts` knows them. */
export type Channel = string;

/** One addressee of a tier's alerts: a channel of Slack's (`#tier2-queue`), a mail address, or what else its channel has. */
export interface Target {
  channel: Channel;
  address: string;
}

/** A rung of the ladder. */
export interface Tier {
  name: string;
  /** The group a ticket is assigned to while it stands on this tier. */
  group: string;
  notify: Target[];
}

/** The conditions of a rule; all that are given must hold. `predicates.ts` says what each means. */
export interface When {
  /** Percent of the ticket's SLA that has passed, 75 for `75%`. */
  sla_used?: number;
  /** Time without activity on the ticket. */
  idle?: Milliseconds;
  /** Time since an escalation without an agent's reply. */
  stalled?: Milliseconds;
  /** The latest score is lower than this; scores lie in -1 … 1. */
  sentiment_below?: number;
  /** At least this many customer replies. */
  customer_replies?: number;
  status?: string[];
  customer_tier?: string[];
  tier?: string[];
  priority?: string[];
}

export interface Rule {
  name: string;
  when: When;
  /** Name of the tier to climb to, or `next` for one rung up. */
  to: string;
  /** How many steps the priority rises; the rule with the highest bump wins. */
  bump: number;
  /** Fires during a cooldown too. */
  bypassCooldown: boolean;
}

/** What brings a ticket down again; `previous` takes back the last step, `base` all of them. */
export interface DeEscalation {
  when: { resolution_confirmed: true } | { sentiment_at_least: number };
  to: 'previous' | 'base';
}

export interface Policy {
  version: 1;
  /** Lowest rung first. */
  tiers: Tier[];
  /** Lowest first. */
  priorities: string[];
  /** After an escalation, how long no rule escalates again. */
  cooldown: Milliseconds;
  /** Order matters only between rules of equal bump and target. */
  rules: Rule[];
  deEscalate: DeEscalation[];
}

/** `slack:#tier2-queue`: how a target is written in decisions, logs and alert keys. */
export function targetName(target: Target): string {
  return `${target.channel}:${target.address}`;
}
