/** A ticket as the engine knows it: plain JSON that survives `JSON.parse(JSON.stringify())`, bounded in size. */
import type { Decision } from '../ladder/decision.js';
import type { ClockState } from '../rules/clocks.js';
import type { Instance } from '../rules/instance.js';
import type { ClockName, Instant, Policy } from '../rules/policy.js';
import type { ClockMark } from '../rules/predicates/predicate.js';

export { CLOSING_STATUSES, isClosing } from './closing.js';

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
  /** Default: none. */
  tags?: string[];
  /** Default: none. */
  fields?: TicketFields;
  /** Since when all of this is so. Default: not known, so that any fact about a field replaces what it was opened with. */
  asOf?: Instant;
}

/** Fields of the help desk's own, by name. */
export type TicketFields = Record<string, string>;

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

/** A rule that came true while something holds it, and waits for the end of that. */
export interface HeldRule {
  rule: string;
  since: Instant;
  until: Instant;
  /** What holds it. Absent: the cooldown. */
  by?: 'snooze' | 'acknowledgement';
}

/** Trigger instances a rule has been through, newest last. */
export interface Marks {
  consumed: Instance[];
  held: Instance[];
  /** Of a rule whose branches have more than one mark of a clock: which of them gave a consumed instance. */
  given?: Given[];
}

export interface Given {
  instance: Instance;
  marks: ClockMark[];
}

export interface Acknowledgement {
  by: string;
  at: Instant;
  /** The transition that was acknowledged, 0 when the ticket had none. */
  seq: number;
  /** When it ends by itself. Absent in states of earlier versions: it holds nothing. */
  until?: Instant;
}

export interface Snooze {
  by: string;
  until: Instant;
}

/** Replies of the customer that nobody has answered. */
export interface Replies {
  /** When they came, oldest first; 64 at most. */
  unanswered: Instant[];
  /** The latest reply of an agent. */
  answeredAt?: Instant;
  /** The latest closing status. */
  closedAt?: Instant;
  /** When `next_response` was paused and ran again, by turns; the newest 64 at most. */
  pauses?: Instant[];
}

/** A rule that has fired and tells its targets again. */
export interface Repeating {
  /** The occurrence it fired for. */
  instance: Instance;
  /** When it fired. */
  at: Instant;
  /** How often they were told again. */
  told: number;
}

/** The status that a customer's reply has set. */
export interface ReopenedByReply {
  /** When the reply came. */
  at: Instant;
  /** The help desk has set a status of its own since. */
  settled?: true;
}

export interface LastTransition {
  kind: 'escalated' | 'deescalated';
  at: Instant;
  /** An agent's reply was applied after it. */
  agentReplied: boolean;
}

/** What commands of people have left, for as long as it lasts: `commands.ts` has the words for each. */
export interface Standing {
  acknowledged: Acknowledgement | null;
  /** Nothing happens by itself until then. Absent: it does. */
  snoozed?: Snooze;
}

/** Those that only some tickets have. */
export const LASTING = { snoozed: true } as const satisfies Record<OptionalOf<Standing>, true>;
export type OptionalOf<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

export interface TicketState extends Standing {
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

  /** Ids of the last facts and commands, for dropping repeats. */
  seenIds: string[];
  /** The last decisions, newest last. */
  history: Decision[];
  /** How many log entries there have been: the base of their ids. */
  logged: number;
  /** By rule name: how often its evaluation threw. */
  ruleErrors: Record<string, number>;

  // What follows is there only for a ticket that has it, or under a policy that asks for it.
  tags?: string[];
  fields?: TicketFields;
  /** For tags and each field, when the newest fact about it happened; `opened` stands for those of which there was none since. */
  fieldsAt?: { tags?: Instant; fields?: Record<string, Instant>; opened?: Instant };
  /** The present or last cycle of each clock. */
  clocks?: Partial<Record<ClockName, ClockState>>;
  replies?: Replies;
  /** The last scores, oldest first; as many as a rule looks at. */
  scores?: { score: number; at: Instant; eventId: string }[];
  /** By rule name. */
  repeats?: Record<string, Repeating>;
  /** How many `notified` decisions there have been: the base of their alerts' keys. */
  notified?: number;
  /** When it was last reopened. */
  reopenedAt?: Instant;
  reopenedByReply?: ReopenedByReply;
}

/** How many ids are remembered to recognise a repeat. */
export const SEEN_IDS = 500;
/** How many decisions `history` keeps. */
export const HISTORY = 20;

/** In `factAt`: it was opened with it, and any fact replaces it. */
export const OPENED_WITH: Instant = 0;

/** Appends to a list of bounded length; the oldest entries fall out. */
export function remember<T>(list: readonly T[], entry: T, limit: number): T[] {
  const gone = Math.max(0, list.length - limit + 1);
  const kept = list.length - gone;
  // As long as it will be: a list that grows has room for twenty more, and tickets have many lists.
  const longer = new Array<T>(kept + 1);
  for (let i = 0; i < kept; i++) longer[i] = list[gone + i]!;
  longer[kept] = entry;
  return longer;
}
