/** A policy and a timeline as their files have them, and the lengths of time in them. */
import type { WrittenCalendar } from './calendars.js';

export type ClockName = 'first_response' | 'next_response' | 'resolution';
export type Length = string | { for: string; calendar: string };

export interface WrittenMark {
  of: ClockName;
  used?: string;
  left?: string;
}

export interface WrittenWhen {
  sla_used?: string;
  clock?: WrittenMark;
  idle?: Length;
  waiting?: Length;
  stalled?: Length;
  in_tier?: Length;
  sentiment_below?: number;
  sentiment?: { last: number; below: number };
  customer_replies?: number;
  unanswered_replies?: number;
  breached?: ClockName[];
  hours?: string;
  status?: string[];
  customer_tier?: string[];
  tier?: string[];
  priority?: string[];
  tags?: string[];
  group?: string[];
  fields?: Record<string, string[]>;
  any?: WrittenWhen[];
  all?: WrittenWhen[];
  not?: WrittenWhen;
}

export interface WrittenTarget {
  slack?: string;
  email?: string;
  mention?: string;
  hours?: string;
}

export interface WrittenRule {
  name: string;
  when: WrittenWhen;
  unless?: WrittenWhen;
  to?: string;
  notify?: 'here' | WrittenTarget[];
  bump?: number;
  bypass_cooldown?: boolean;
  repeat?: { every: string; at_most?: number };
  heeds_ack?: boolean;
  cooldown?: string;
  wakes?: boolean;
}

export interface WrittenTargetTime {
  priority?: string[];
  customer_tier?: string[];
  tags?: string[];
  is: string;
}

export interface WrittenClock {
  target?: string | WrittenTargetTime[];
  calendar?: string;
  pause?: string[];
}

export interface WrittenRotation {
  members: string[];
  every: string;
  from: string;
  time_zone: string;
  overrides?: { from: string; to: string; who: string }[];
}

export interface WrittenDeEscalation {
  when: { resolution_confirmed: true } | { sentiment_at_least: number };
  to: 'previous' | 'base';
  unless?: WrittenWhen;
}

export interface WrittenPolicy {
  version: 1;
  closing_statuses?: string[];
  calendars?: Record<string, WrittenCalendar>;
  clocks?: Partial<Record<ClockName, WrittenClock>>;
  people?: Record<string, { slack?: string; email?: string }>;
  rotations?: Record<string, WrittenRotation>;
  tiers: { name: string; group: string; notify?: WrittenTarget[] }[];
  priorities?: string[];
  cooldown?: string;
  acknowledgement?: { for?: string; ends?: ('customer_reply' | 'agent_reply' | 'sentiment')[] };
  reopen?: { on: 'customer_reply'; within: string; status: string };
  auto_close?: { status: string[]; idle: Length; as: string };
  rules: WrittenRule[];
  de_escalate?: WrittenDeEscalation[];
}

export interface WrittenTicket {
  status: string;
  priority: string;
  customerTier: string;
  slaHours: number;
  createdAt?: string;
  lastActivityAt?: string;
  customerReplyCount?: number;
  sentimentScore?: number;
  assigneeGroup?: string;
  tier?: string;
  tags?: string[];
  fields?: Record<string, string>;
  asOf?: string;
}

export interface WrittenChanges {
  status?: string;
  priority?: string;
  customerTier?: string;
  slaHours?: number;
  assigneeGroup?: string;
  tags?: string[];
  fields?: Record<string, string | null>;
}

export type WrittenFact =
  | { type: 'created'; ticket: WrittenTicket }
  | { type: 'customer_replied' | 'agent_replied' | 'resolution_confirmed' }
  | { type: 'sentiment_scored'; score: number }
  | ({ type: 'ticket_changed' } & WrittenChanges)
  | { type: 'acknowledged'; by: string }
  | { type: 'unacknowledged'; by: string }
  | { type: 'snoozed'; by?: string; until: string | null };

/** One line of a timeline. */
export type WrittenLine = { at: string; arrives?: string } & (
  { type: 'end' } | ({ ticketId: string; eventId?: string } & WrittenFact)
);

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const known = new Map<string, number>();

/** Milliseconds of a length such as `1h30m`. */
export function ms(length: string): number {
  let sum = known.get(length) ?? 0;
  if (sum > 0) return sum;
  for (const [, count, unit] of length.matchAll(/(\d+)([smhd])/g)) sum += Number(count) * UNITS[unit!]!;
  known.set(length, sum);
  return sum;
}
