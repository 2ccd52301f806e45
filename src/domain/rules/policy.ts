/**
 * The policy as the engine reads it: plain JSON, durations in milliseconds, percentages as numbers.
 * `src/policy` makes it from a YAML file and vouches for it; docs/policy.md explains each key.
 */

import type { Calendar, PinnedTime } from '../time/calendar.js';
import type { Rotation } from '../time/rotation.js';
import type { When } from './when.js';

export type { When };

/** A length of time in milliseconds. */
export type Milliseconds = number;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export const HOUR: Milliseconds = 3_600_000;

/** The name of a way to reach people, such as `slack`; `src/channels/definitions.ts` knows them. */
export type Channel = string;

/** One addressee of alerts: a Slack channel or member, a mail address, or whoever is on call. */
export interface Target {
  channel: Channel;
  /** Empty if it is whoever is on call. */
  address: string;
  /** The rotation that says who it is. Default: `address` does. */
  onCall?: string;
  /** A person or a rotation that the message names. Default: nobody. */
  mention?: string;
  /** Name of a calendar: what is decided outside its hours waits for the next opening. Default: at once. */
  hours?: string;
}

/** A rung of the ladder. */
export interface Tier {
  name: string;
  /** The group a ticket is assigned to while it stands on this tier. */
  group: string;
  notify: Target[];
}

/** A length of time, or that much open time of a calendar. */
export type Length = Milliseconds | { for: Milliseconds; calendar: string };

export interface Rule {
  name: string;
  when: When;
  /** While these hold the rule does not. Default: nothing. */
  unless?: When;
  /** Name of the tier to climb to, or `next` for one rung up. Either this or `notify` is given. */
  to?: string;
  /** Whom it tells without changing anything; `here` is the tier that the ticket stands on. */
  notify?: 'here' | Target[];
  /** How many steps the priority rises; the rule with the highest bump wins. */
  bump: number;
  /** Fires during a cooldown and while the ticket is snoozed too. */
  bypassCooldown: boolean;
  /** How its targets are told again. Default: not. */
  repeat?: Repeat;
  /** Whether an acknowledgement holds it. Default: if it waits for people ({@link Predicate.patient}). */
  heedsAck?: boolean;
  /** After its escalation, how long nothing else escalates. Default: the policy's. */
  cooldown?: Milliseconds;
  /** It goes out at once, whatever the hours of its targets. Default: false. */
  wakes?: boolean;
}

export interface Repeat {
  every: Milliseconds;
  /** Default: until it is ended. */
  atMost?: number;
}

/** What brings a ticket down again; `previous` takes back the last step, `base` all of them. */
export interface DeEscalation {
  when: { resolution_confirmed: true } | { sentiment_at_least: number };
  unless?: When;
  to: 'previous' | 'base';
}

export const CLOCKS = ['first_response', 'next_response', 'resolution'] as const;
export type ClockName = (typeof CLOCKS)[number];

/** How long a clock may run; an entry is for the tickets whose given fields are in its lists. */
export type ClockTarget =
  | Milliseconds
  | 'ticket'
  | { priority?: string[]; customer_tier?: string[]; tags?: string[]; is: Milliseconds | 'ticket' }[];

export interface ClockPolicy {
  target: ClockTarget;
  /** Default: `24x7`. */
  calendar?: string;
  /** Statuses in which it does not run. Default: none but the closing ones. */
  pause?: string[];
}

/** Where a person is reached, by channel. */
export type Person = Partial<Record<string, string>>;

/** Facts that may end an acknowledgement. */
export const ENDING_FACTS = ['customer_reply', 'agent_reply', 'sentiment'] as const;

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
  /** Default: `resolved` and `closed`. */
  closingStatuses?: string[];
  /** By name; `24x7` is there without being named. */
  calendars?: Record<string, Calendar>;
  /** Default: `resolution` alone, counted round the clock against the ticket's own SLA, without a pause. */
  clocks?: Partial<Record<ClockName, ClockPolicy>>;
  people?: Record<string, Person>;
  rotations?: Record<string, Rotation>;
  /** Default: for a day. */
  acknowledgement?: { for: Milliseconds; ends: (typeof ENDING_FACTS)[number][] };
  /** How a customer's reply reopens a closed ticket. Default: not. */
  reopen?: { within: Milliseconds; status: string };
  /** Which scorer looks at what customers write. Default: none does. */
  sentiment?: { fromReplies: string };
  /** Default: nothing closes by itself. */
  autoClose?: { status: string[]; idle: Length; as: string };
  /** What calendars and rotations need to know of the world; looked up when the policy was loaded, no part of its hash. */
  pinned?: PinnedTime;
}

/** How long an acknowledgement lasts that the policy says nothing of. */
export const ACKNOWLEDGED_FOR: Milliseconds = 24 * HOUR;

/** `slack:#tier2-queue`: how a target is written in decisions, logs and alert keys. */
export function targetName(target: Pick<Target, 'channel' | 'address'>): string {
  return `${target.channel}:${target.address}`;
}
