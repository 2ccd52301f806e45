/** What the engine decides, and what a decision asks of the world. */
import type { ClockViews } from '../rules/clock-view.js';
import type { Channel, Instant, When } from '../rules/policy.js';
import type { Acknowledgement, HeldRule } from '../ticket/ticket.js';

export interface Change {
  from: string;
  to: string;
}

interface Of<K extends string> {
  at: Instant;
  ticketId: string;
  kind: K;
}

/** The ticket climbed. */
export interface Escalated extends Of<'escalated'> {
  seq: number;
  /** The rule that won, or `manual`. */
  rule: string;
  from: string;
  to: string;
  priority: Change;
  group: string;
  /** Every rule that asked for an escalation at this instant, in policy order. */
  candidates: string[];
  notify: string[];
  /** Who asked for it, when it was a person. */
  by?: string;
  onCall?: OnCall;
  deferred?: Deferred;
}

/** The ticket came down. */
export interface DeEscalated extends Of<'deescalated'> {
  seq: number;
  reason: 'sentiment' | 'resolution' | 'manual';
  from: string;
  to: string;
  priority: Change;
  group: string;
  notify: string[];
  by?: string;
  onCall?: OnCall;
  deferred?: Deferred;
}

/** A rule told people, or told them again; nothing of the ticket has changed. */
export interface Notified extends Of<'notified'> {
  rule: string;
  /** The tier that the ticket stands on. */
  tier: string;
  notify: string[];
  /** 1 for the first time that they are told again, and so on. */
  repeat?: number;
  onCall?: OnCall;
  deferred?: Deferred;
}

/** By rotation, who is on call when the alert goes out. */
type OnCall = Record<string, string>;
/** By target, until when its alert waits for the target's hours; null: for ever. */
type Deferred = Record<string, Instant | null>;

/** A numbered change of tier. */
export type Transition = Escalated | DeEscalated;

/** A rule came true while something holds it, and waits. */
export interface Held extends Of<'held'> {
  rule: string;
  until: Instant;
  /** What holds it. Absent: the cooldown. */
  by?: 'snooze' | 'acknowledgement';
}

/** A rule had come true before the watch of a ticket began that was taken in quietly: nobody is told. */
export interface Skipped extends Of<'skipped'> {
  rule: string;
}

export interface Closed extends Of<'closed'> {
  status: string;
  /** It closed by itself. */
  by?: 'auto_close';
}

export interface Reopened extends Of<'reopened'> {
  status: string;
}

/** A fact for a closed ticket: it changed nothing. */
export interface Ignored extends Of<'ignored'> {
  event: string;
}

export interface Acknowledged extends Of<'acknowledged'> {
  seq: number;
  by: string;
}

/** An acknowledgement was ended before its time. */
interface Unacknowledged extends Of<'unacknowledged'> {
  by: string;
}

/** Nothing happens by itself until then; null: from now on it does again. */
export interface Snoozed extends Of<'snoozed'> {
  by: string;
  until: Instant | null;
}

/** A text of the customer's was scored. */
export interface Scored extends Of<'scored'> {
  score: number;
  /** The name of the scorer. */
  source: string;
}

/** The ticket was moved to another policy. */
export interface PolicyChanged extends Of<'policy_changed'> {
  by: string;
  /** Content hash of the policy that it has from now on, and of the one before. */
  policy: string;
  policyBefore: string;
  /** Where it stands on the ladder of the new policy, and stood on that of the old one. */
  tier: string;
  tierBefore: string;
  /** Rules that held at that moment and were taken for done. Absent: none. */
  skipped?: string[];
}

/** Left by a command of people, beside transitions: `domain/ticket/commands` has its words. */
export type PeoplesDecision = Acknowledged | Unacknowledged | Snoozed;

export type Decision =
  Transition | Notified | Held | Skipped | Closed | Reopened | Ignored | Scored | PolicyChanged | PeoplesDecision;

/** A decision without what is the same for every decision of a wake. */
export type Draft = {
  [K in Decision['kind']]: Omit<Extract<Decision, { kind: K }>, 'at' | 'ticketId'>;
}[Decision['kind']];

export function isTransition(decision: Decision): decision is Transition {
  return decision.kind === 'escalated' || decision.kind === 'deescalated';
}

/** What a message to people needs to know of the ticket, as it was right after the transition. */
export interface TicketFacts {
  status: string;
  customerTier: string;
  createdAt: Instant;
  /** Null while its clock is paused or off. */
  slaDueAt: Instant | null;
  slaBreachedAt: Instant | null;
  customerReplyCount: number;
  sentimentScore: number | null;
  /** By name; absent for a policy that names no clocks. */
  clocks?: ClockViews;

  // What follows is said where a rule tells: a transition says the first two itself, and ends the third.
  priority?: string;
  group?: string;
  acknowledged?: Acknowledgement | null;
  /** Rules that wait for the end of what holds them. */
  held?: HeldRule[];
}

/** One message to one target about one decision; `key` is its identity for ever. */
export type Alert = TransitionAlert | NotifiedAlert;

interface OfAlert {
  /** `<ticketId>:<seq>:<channel>:<address>`, of one that moves nothing `<ticketId>:n<k>:…` */
  key: string;
  channel: Channel;
  address: string;
  ticket: TicketFacts;
  /** Where on that channel the person is reached whom the message names. */
  mention?: string;
  /** Its target has hours, and they open then. Default: it goes out at once. */
  deferredUntil?: Instant;
  /**
   * Set on a fallback: the alert that it is sent for, whose target was given up or may not have got it
   * (`doubtful`); `nth`: of several, default 1.
   */
  insteadOf?: FallbackFor;
}

/** Tells of a change of tier. */
export interface TransitionAlert extends OfAlert {
  transition: Transition;
  /** The condition of the rule behind an escalation; absent when a person asked for it. */
  when?: When;
}

/** Tells what a rule with `notify` tells, or tells it again. Its key counts the ticket's `notified` decisions from 1. */
export interface NotifiedAlert extends OfAlert {
  decision: Notified;
  /** The last transition before it; 0: there was none. */
  seq: number;
  /** The condition of the rule. */
  when: When;
}

/** What an alert is about. */
export function decisionBehind(alert: Alert): Transition | Notified {
  return 'transition' in alert ? alert.transition : alert.decision;
}

/** The last transition when it was decided on, itself included; 0: there was none. */
export function seqOf(alert: Alert): number {
  return 'transition' in alert ? alert.transition.seq : alert.seq;
}

/** Which target a fallback is for, and what went wrong there. */
export interface FallbackFor {
  address: string;
  channel: Channel;
  error: string;
  doubtful?: true;
  nth?: number;
}

/** An entry of `escalation_log`; `_id` is deterministic, so writing it twice writes it once. */
export interface LogEntry {
  id: string;
  /** 1, 2, 3 … through all the decisions of the ticket. */
  number: number;
  decision: Decision;
  /** How many entries this one stands for, when the outbox had to merge. */
  count?: number;
}

export interface LogEffect {
  kind: 'log';
  entry: LogEntry;
}

/** What a decision asks of the world. That the ticket is persisted after it goes without saying. */
export type Effect = LogEffect | { kind: 'alert'; alert: TransitionAlert } | { kind: 'notified'; alert: NotifiedAlert };
