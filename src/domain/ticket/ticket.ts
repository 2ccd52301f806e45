/** A ticket as the engine knows it: plain JSON that survives `JSON.parse(JSON.stringify())`, bounded in size. */
import type { Decision } from '../ladder/decision.js';
import type { Instant, Policy } from '../rules/policy.js';

/** Statuses that end the watch. Every other status is one that somebody has to watch. */
export const CLOSING_STATUSES: readonly string[] = ['resolved', 'closed'];

export function isClosing(status: string): boolean {
  return CLOSING_STATUSES.includes(status);
}

/** What the help desk tells of a ticket when its watch begins. */
export interface NewTicket {
  ticketId: string;
  status: string;
  priority: string;
  customerTier: string;
  /** Length of the SLA in hours, counted from `createdAt`. */
  slaHours: number;
  /** Default: the moment the watch begins. */
  createdAt?: Instant;
  /** Default: `createdAt`. */
  lastActivityAt?: Instant;
  /** Default: 0. */
  customerReplyCount?: number;
  /** Default: none. */
  sentimentScore?: number;
  /** Default: the group of the tier. */
  assigneeGroup?: string;
  /** Default: the lowest tier of the policy. It is the base that de-escalation returns to. */
  tier?: string;
}

/** Fields of a ticket that people change and facts report. */
export type TicketField = 'status' | 'priority' | 'customerTier' | 'slaHours' | 'assigneeGroup';

/** One climb, with what is needed to take it back. */
export interface Step {
  from: string;
  to: string;
  /** The rule that asked for it, or `manual`. */
  rule: string;
  at: Instant;
  groupBefore: string;
  priorityBefore: string;
  /** A person has changed the group since this step; taking the step back leaves it alone. */
  groupSetByPerson: boolean;
  prioritySetByPerson: boolean;
}

export interface Sentiment {
  score: number;
  at: Instant;
  /** The event that brought it: its identity as a trigger instance. Empty for the score a ticket was opened with. */
  eventId: string;
  /** A decision has seen it and taken (or had no) step back for it. */
  used: boolean;
}

/** A rule that came true during the cooldown and waits for its end. */
export interface HeldRule {
  rule: string;
  since: Instant;
  until: Instant;
}

/** Trigger instances a rule has been through, newest last. */
export interface Marks {
  consumed: string[];
  held: string[];
}

export interface Acknowledgement {
  by: string;
  at: Instant;
  /** The transition that was acknowledged, 0 when the ticket had none. */
  seq: number;
}

export interface LastTransition {
  kind: 'escalated' | 'deescalated';
  at: Instant;
  /** An agent's reply was applied after it. */
  agentReplied: boolean;
}

export interface TicketState {
  ticketId: string;
  policy: Policy;
  /** Content hash of the policy file. */
  policyHash: string;

  status: string;
  priority: string;
  customerTier: string;
  slaHours: number;
  assigneeGroup: string;
  createdAt: Instant;
  /** For each field, when the newest fact about it happened: an older one never overwrites it. */
  factAt: Record<TicketField, Instant>;

  lastActivityAt: Instant;
  customerReplyCount: number;
  sentiment: Sentiment | null;
  /** When the customer confirmed the resolution; null once a decision has acted on it. */
  resolutionConfirmedAt: Instant | null;

  tier: string;
  /** The tier at creation. */
  baseTier: string;
  /** The climbs not yet taken back, last on top. */
  steps: Step[];
  /** Number of the last transition; 0 before the first. */
  seq: number;
  lastTransition: LastTransition | null;
  cooldownUntil: Instant | null;
  slaBreachedAt: Instant | null;
  /** The watch has ended; only a change to a status that is not closing begins it again. */
  closed: boolean;

  /** By rule name. */
  marks: Record<string, Marks>;
  held: HeldRule[];
  acknowledged: Acknowledgement | null;

  /** Ids of the last facts and commands, for dropping repeats. */
  seenIds: string[];
  /** The last decisions, newest last. */
  history: Decision[];
  /** How many log entries there have been: the base of their ids. */
  logged: number;
  /** By rule name: how often its evaluation threw. */
  ruleErrors: Record<string, number>;
}

/** What commands of people have left, for as long as it lasts: `commands.ts` has the words for each. */
export type Standing = Pick<TicketState, 'acknowledged'>;

/** Fields that only some tickets have. */
type Extra = { [K in keyof TicketState]-?: undefined extends TicketState[K] ? K : never }[keyof TicketState];
const EXTRA = {} as const satisfies Record<Extra, true>;
export const EXTRAS = Object.keys(EXTRA) as Extra[];

/** How many ids are remembered to recognise a repeat. */
export const SEEN_IDS = 500;
/** How many decisions `history` keeps. */
export const HISTORY = 20;
/** How many trigger instances are remembered for each rule. */
export const INSTANCES = 64;

/** Appends to a list of bounded length; the oldest entries fall out. */
export function remember<T>(list: readonly T[], entry: T, limit: number): T[] {
  return (list.length < limit ? list : list.slice(list.length - limit + 1)).concat([entry]);
}

/** The state of a ticket at the moment its watch begins. Instants in the future are taken as `now`. */
export function newTicketState(ticket: NewTicket, policy: Policy, policyHash: string, now: Instant): TicketState {
  const createdAt = Math.min(ticket.createdAt ?? now, now);
  const tier = ticket.tier ?? policy.tiers[0]!.name;
  const group = policy.tiers.find((t) => t.name === tier)?.group ?? '';
  return {
    ticketId: ticket.ticketId,
    policy,
    policyHash,
    status: ticket.status,
    priority: ticket.priority,
    customerTier: ticket.customerTier,
    slaHours: ticket.slaHours,
    assigneeGroup: ticket.assigneeGroup ?? group,
    createdAt,
    factAt: {
      status: createdAt,
      priority: createdAt,
      customerTier: createdAt,
      slaHours: createdAt,
      assigneeGroup: createdAt,
    },
    lastActivityAt: Math.min(ticket.lastActivityAt ?? createdAt, now),
    customerReplyCount: ticket.customerReplyCount ?? 0,
    sentiment:
      ticket.sentimentScore === undefined
        ? null
        : { score: ticket.sentimentScore, at: createdAt, eventId: '', used: false },
    resolutionConfirmedAt: null,
    tier,
    baseTier: tier,
    steps: [],
    seq: 0,
    lastTransition: null,
    cooldownUntil: null,
    slaBreachedAt: null,
    closed: false,
    marks: {},
    held: [],
    acknowledged: null,
    seenIds: [],
    history: [],
    logged: 0,
    ruleErrors: {},
  };
}
