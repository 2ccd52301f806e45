/** A ticket with some of its fields changed: the one place where a state is copied. */
import { LASTING, type OptionalOf, type TicketState } from './ticket.js';

/** Fields that only some tickets have. */
type Extra = OptionalOf<TicketState>;
const EXTRA = {
  ...{ tags: true, fields: true, fieldsAt: true, clocks: true, replies: true, scores: true, ...LASTING },
  ...{ repeats: true, notified: true, reopenedAt: true, reopenedByReply: true },
} as const satisfies Record<Extra, true>;
/** By name, in the order in which a state has them. */
export const EXTRAS = Object.keys(EXTRA) as Extra[];
const LASTS = Object.keys(LASTING) as (keyof typeof LASTING)[];

/**
 * Another state; the given one stays as it is. Each field is named, since V8 gives the copy of a copy (`{ ...ticket }`)
 * a hidden class of its own each time, soon gives up on them all, and then needs six times as long and three times the memory.
 */
export function withChanges(ticket: TicketState, changes: Partial<TicketState>): TicketState {
  const copy: TicketState = {
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
  };
  if (hasExtras(ticket)) {
    for (const name of EXTRAS) if (ticket[name] !== undefined) Object.assign(copy, { [name]: ticket[name] });
  }
  for (const name in changes) {
    const change = changes[name as keyof TicketState];
    // What is taken away is not there: a state is JSON.
    if (change === undefined) delete copy[name as Extra];
    else (copy as unknown as Record<string, unknown>)[name] = change;
  }
  return copy;
}

/** Most tickets have none. Each is named, as above. */
function hasExtras(ticket: TicketState): boolean {
  for (const name of LASTS) if (ticket[name] !== undefined) return true;
  return (
    ticket.tags !== undefined ||
    ticket.fields !== undefined ||
    ticket.fieldsAt !== undefined ||
    ticket.clocks !== undefined ||
    ticket.replies !== undefined ||
    ticket.scores !== undefined ||
    ticket.repeats !== undefined ||
    ticket.notified !== undefined ||
    ticket.reopenedAt !== undefined ||
    ticket.reopenedByReply !== undefined
  );
}
