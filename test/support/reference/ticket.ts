/** A ticket as the reference keeps it, and what it was opened with. */
import { ms, type ClockName, type WrittenPolicy, type WrittenTicket } from './written.js';

export const CLOCKS: readonly ClockName[] = ['first_response', 'next_response', 'resolution'];

/** Whether something that happened at `at` is older than something of `than`: a whole second stands for all of it. */
export function older(at: number, than: number): boolean {
  return at % 1000 === 0 ? Math.floor(at / 1000) < Math.floor(than / 1000) : at < than;
}

/** A field that people set, and when; -Infinity: when is not known. */
export interface Stamped<T> {
  value: T;
  at: number;
}

export interface Part {
  key: string;
  mark?: { of: ClockName; cycle: string; target: number; used?: string; left?: string };
}

/** A cycle of a clock, and when it was met, if it was. */
export interface Cycle {
  id: string;
  start: number;
  met: number | undefined;
}

export interface Step {
  from: string;
  group: string;
  priority: string;
  /** Whether a person has decided otherwise since. */
  groupDecided: boolean;
  priorityDecided: boolean;
}

export interface Repeating {
  firedAt: number;
  key: string;
  spoken: number;
}

export interface RuleMemory {
  /** What it has used up: the parts of its instances, marks of clocks among them, by their keys. */
  used: Map<string, readonly Part[]>;
  /** Keys of instances that were logged as held. */
  heldLogged: Set<string>;
  repeating: Repeating | undefined;
}

export interface Ticket {
  id: string;
  createdAt: number;
  eventIds: Set<string>;
  closed: boolean;
  status: Stamped<string>;
  /** The reply that reopened it since the latest closing; while the status it set `stands`, its stamp is the closing's. */
  reopenedBy: { at: number; stands: boolean } | undefined;
  /** The `at` of the latest closing status. */
  closedAt: number | undefined;
  reopenedAt: number | undefined;
  priority: Stamped<string>;
  customerTier: Stamped<string>;
  slaHours: Stamped<number>;
  group: Stamped<string>;
  tags: Stamped<string[]>;
  fields: Map<string, Stamped<string | null>>;
  /** Since when it is as it was opened; -Infinity: that is not known. */
  openedAsOf: number;
  lastActivityAt: number;
  replies: number;
  /** Ascending. */
  unanswered: number[];
  firstAgentReplyAt: number | undefined;
  lastAgentReplyAt: number | undefined;
  scores: { event: string; score: number; at: number }[];
  scoreSeen: string | undefined;
  confirmed: boolean;
  tier: string;
  base: string;
  seq: number;
  steps: Step[];
  transition: { at: number; escalation: boolean; answered: boolean } | undefined;
  cooldownUntil: number;
  acknowledgedUntil: number;
  snoozedUntil: number;
  rules: Map<string, RuleMemory>;
  /** By clock, from when on it runs or stands still. */
  pauses: Map<ClockName, { at: number; paused: boolean }[]>;
  /** By clock, the target it last ran with. */
  lastTarget: Map<ClockName, number>;
  /** By clock, the cycle that ran last. */
  lastCycle: Map<ClockName, Cycle>;
  /** `clock cycle` of all breaches, with their instants. */
  breaches: Map<string, number>;
}

export function closingStatuses(policy: WrittenPolicy): readonly string[] {
  return policy.closing_statuses ?? ['resolved', 'closed'];
}

/** Whether a clock stands still in a status. */
function pauses(policy: WrittenPolicy, clock: ClockName, status: string): boolean {
  if (!policy.clocks) return false;
  return closingStatuses(policy).includes(status) || (policy.clocks[clock]?.pause ?? []).includes(status);
}

export function open(policy: WrittenPolicy, id: string, given: WrittenTicket, at: number, now: number): Ticket {
  const createdAt = given.createdAt === undefined ? at : Date.parse(given.createdAt);
  const since = given.asOf === undefined ? -Infinity : Math.min(Date.parse(given.asOf), now);
  const tier = given.tier ?? policy.tiers[0]!.name;
  const stamped = <T>(value: T): Stamped<T> => ({ value, at: since });
  const isClosed = closingStatuses(policy).includes(given.status);
  return {
    id,
    createdAt,
    eventIds: new Set(),
    closed: false,
    status: stamped(given.status),
    reopenedBy: undefined,
    closedAt: isClosed ? (Number.isFinite(since) ? since : now) : undefined,
    reopenedAt: undefined,
    priority: stamped(given.priority),
    customerTier: stamped(given.customerTier),
    slaHours: stamped(given.slaHours),
    group: stamped(given.assigneeGroup ?? policy.tiers.find(({ name }) => name === tier)!.group),
    tags: stamped(given.tags ?? []),
    fields: new Map(Object.entries(given.fields ?? {}).map(([name, value]) => [name, stamped<string | null>(value)])),
    openedAsOf: since,
    lastActivityAt: given.lastActivityAt === undefined ? createdAt : Date.parse(given.lastActivityAt),
    replies: given.customerReplyCount ?? 0,
    unanswered: [],
    firstAgentReplyAt: undefined,
    lastAgentReplyAt: undefined,
    scores: given.sentimentScore === undefined ? [] : [{ event: 'opening', score: given.sentimentScore, at: since }],
    scoreSeen: undefined,
    confirmed: false,
    tier,
    base: tier,
    seq: 0,
    steps: [],
    transition: undefined,
    cooldownUntil: -Infinity,
    acknowledgedUntil: -Infinity,
    snoozedUntil: -Infinity,
    rules: new Map(
      policy.rules.map(({ name }) => [name, { used: new Map(), heldLogged: new Set(), repeating: undefined }]),
    ),
    pauses: new Map(
      CLOCKS.map((clock) => [
        clock,
        [
          { at: -Infinity, paused: false },
          ...(pauses(policy, clock, given.status) ? [{ at: createdAt, paused: true }] : []),
        ],
      ]),
    ),
    lastTarget: new Map(),
    lastCycle: new Map(),
    breaches: new Map(),
  };
}

export function position(policy: WrittenPolicy, tier: string): number {
  return policy.tiers.findIndex(({ name }) => name === tier);
}

/** The priority as people made it. */
export function peoplesPriority(ticket: Ticket): string {
  return ticket.steps.find((step) => !step.priorityDecided)?.priority ?? ticket.priority.value;
}

/** Since when what people have set of the SLA is so; in milliseconds. */
export function slaMs(ticket: Ticket): number {
  return Number((ticket.slaHours.value * 3_600_000).toFixed(3));
}

/** The identity of a cycle of `next_response`. */
export function replyCycle(ticket: Ticket): number {
  const answers = [ticket.lastAgentReplyAt, ticket.closedAt].filter((at) => at !== undefined);
  return answers.length > 0 ? Math.max(...answers) : ticket.createdAt;
}

/** Sets a status; clocks that it stops or lets run do so no earlier than they last changed. */
export function setStatus(policy: WrittenPolicy, ticket: Ticket, value: string, at: number): void {
  ticket.status = { value, at };
  for (const clock of CLOCKS) {
    const changes = ticket.pauses.get(clock)!;
    const last = changes.at(-1)!;
    const paused = pauses(policy, clock, value);
    if (paused !== last.paused) changes.push({ at: Math.max(at, last.at), paused });
  }
  if (!closingStatuses(policy).includes(value)) return;
  ticket.closedAt = Math.max(at, ticket.closedAt ?? -Infinity);
  ticket.unanswered = ticket.unanswered.filter((reply) => older(at, reply));
  ticket.acknowledgedUntil = -Infinity;
  ticket.snoozedUntil = -Infinity;
}

export function acknowledgementOf(policy: WrittenPolicy): number {
  return ms(policy.acknowledgement?.for ?? '1d');
}
