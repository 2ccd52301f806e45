/** A ticket whose watch begins. */
import { firstClocks, pausesReplies } from '../rules/clock-changes.js';
import { compiledPolicy } from '../rules/compiled.js';
import type { Instant, Policy } from '../rules/policy.js';
import { isClosing } from './closing.js';
import { OPENED_WITH, type NewTicket, type TicketState } from './ticket.js';
import { withChanges } from './with-changes.js';

/** The state of a ticket at the moment its watch begins. Instants in the future are taken as `now`. */
export function newTicketState(ticket: NewTicket, policy: Policy, policyHash: string, now: Instant): TicketState {
  const createdAt = Math.min(ticket.createdAt ?? now, now);
  const asOf = Math.min(ticket.asOf ?? OPENED_WITH, now);
  const tier = ticket.tier ?? policy.tiers[0]!.name;
  const group = policy.tiers.find((t) => t.name === tier)?.group ?? '';
  const score = ticket.sentimentScore;
  const state: TicketState = {
    ticketId: ticket.ticketId,
    policy,
    policyHash,
    status: ticket.status,
    priority: ticket.priority,
    customerTier: ticket.customerTier,
    slaHours: ticket.slaHours,
    assigneeGroup: ticket.assigneeGroup ?? group,
    createdAt,
    factAt: { status: asOf, priority: asOf, customerTier: asOf, slaHours: asOf, assigneeGroup: asOf },
    lastActivityAt: Math.min(ticket.lastActivityAt ?? createdAt, now),
    customerReplyCount: ticket.customerReplyCount ?? 0,
    sentiment: score === undefined ? null : { score, at: asOf, eventId: '', used: false },
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
  return withExtras(state, ticket, now);
}

/** With what only some tickets and policies have. */
function withExtras(state: TicketState, { tags, fields, asOf, sentimentScore }: NewTicket, now: Instant): TicketState {
  const { policy, status, sentiment } = state;
  const { tracksReplies, keepsScores } = compiledPolicy(policy);
  const extras: Partial<TicketState> = {};
  if (tags) extras.tags = tags;
  if (fields) extras.fields = fields;
  // Also that it has no tags, and not a certain field, is so since then.
  if (asOf !== undefined) extras.fieldsAt = { opened: Math.min(asOf, now) };
  if (tracksReplies) {
    extras.replies = {
      unanswered: [],
      ...(isClosing(status, policy) && { closedAt: Math.min(asOf ?? now, now) }),
      ...(pausesReplies(state) && { pauses: [state.createdAt] }),
    };
  }
  if (keepsScores > 0) {
    extras.scores =
      sentimentScore === undefined ? [] : [{ score: sentimentScore, at: sentiment!.at, eventId: sentiment!.eventId }];
  }
  const whole = Object.keys(extras).length === 0 ? state : withChanges(state, extras);
  const clocks = firstClocks(whole, state.createdAt);
  return clocks ? withChanges(whole, { clocks }) : whole;
}
