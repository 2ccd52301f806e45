/** The one place where a state is copied. */
import { LASTING, type TicketState } from './ticket.js';

const LASTS = Object.keys(LASTING) as (keyof typeof LASTING)[];

/** Every field but those that {@link LASTING} names: one that is forgotten below does not compile. */
type Named = { [K in Exclude<keyof TicketState, keyof typeof LASTING>]-?: TicketState[K] };

/**
 * A copy of a state, to be changed by whoever asks for it. Each field is named, also those that only some tickets have, which
 * are undefined in the others and so no part of their JSON: V8 gives all states one hidden class, whereas the copy of a copy
 * (`{ ...ticket }`) has one of its own each time, and whoever reads it then needs six times as long.
 */
export function copyOf(ticket: TicketState): TicketState {
  const named: Named = {
    ticketId: ticket.ticketId,
    policy: ticket.policy,
    policyHash: ticket.policyHash,
    status: ticket.status,
    priority: ticket.priority,
    customerTier: ticket.customerTier,
    slaHours: ticket.slaHours,
    assigneeGroup: ticket.assigneeGroup,
    createdAt: ticket.createdAt,
    factAt: ticket.factAt,
    lastActivityAt: ticket.lastActivityAt,
    customerReplyCount: ticket.customerReplyCount,
    sentiment: ticket.sentiment,
    resolutionConfirmedAt: ticket.resolutionConfirmedAt,
    tier: ticket.tier,
    baseTier: ticket.baseTier,
    steps: ticket.steps,
    seq: ticket.seq,
    lastTransition: ticket.lastTransition,
    cooldownUntil: ticket.cooldownUntil,
    slaBreachedAt: ticket.slaBreachedAt,
    closed: ticket.closed,
    marks: ticket.marks,
    held: ticket.held,
    acknowledged: ticket.acknowledged,
    seenIds: ticket.seenIds,
    history: ticket.history,
    logged: ticket.logged,
    ruleErrors: ticket.ruleErrors,
    tags: ticket.tags,
    fields: ticket.fields,
    fieldsAt: ticket.fieldsAt,
    clocks: ticket.clocks,
    replies: ticket.replies,
    scores: ticket.scores,
    repeats: ticket.repeats,
    notified: ticket.notified,
    reopenedAt: ticket.reopenedAt,
    reopenedByReply: ticket.reopenedByReply,
  };
  const copy: TicketState = named;
  for (const name of LASTS) if (ticket[name] !== undefined) copy[name] = ticket[name];
  return copy;
}

/** Another state; the given one stays as it is. A change to undefined takes a field away. */
export function withChanges(ticket: TicketState, changes: Partial<TicketState>): TicketState {
  return Object.assign(copyOf(ticket), changes);
}

/**
 * `{ ...one, ...changes }` for a part of a state, which is copied again and again. It is made key by key, so that parts with the same keys
 * have one hidden class: the copy of a copy would have one of its own.
 */
export function altered<T extends object>(one: T, changes: Partial<T>): T {
  const copy = {} as T;
  for (const key in one) copy[key] = one[key];
  for (const key in changes) copy[key] = changes[key] as T[typeof key];
  return copy;
}
