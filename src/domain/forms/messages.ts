/** The fields of tickets and facts, and their limits. They stand here once: the workflow, the schemas and their words are made of them. */
import type { Fact, TicketChanges } from '../ticket/facts.js';
import type { NewTicket } from '../ticket/ticket.js';
import type { MembersOf } from './field.js';

/** Of an event or a command. */
export const ID = { kind: 'line', longest: 200 } as const;
/** A status, a priority, a customer tier, a group, a person. */
export const NAME = { kind: 'word', longest: 100 } as const;
export const TICKET_ID_FIELD = { kind: 'ticket-id' } as const;
export const INSTANT = { kind: 'instant' } as const;
/** -1 (angry) to 1 (happy). */
export const SCORE = { kind: 'number', least: -1, most: 1 } as const;
/** What a customer wrote: it is looked at, and not kept. */
export const TEXT = { kind: 'text', longest: 1_000_000 } as const;
/** Ten years. */
const SLA_HOURS = { kind: 'amount', most: 87_600 } as const;

/** Tags of a ticket. */
export const TAGS = { kind: 'words', longest: 100, most: 100 } as const;
/** Fields of the help desk's own that rules may ask for. */
const DESK_FIELDS = { kind: 'values', longest: 100, most: 50 } as const;

/** What the help desk tells of a ticket when its watch begins. */
export const NEW_TICKET = {
  ticketId: { field: TICKET_ID_FIELD },
  status: { field: NAME },
  priority: { field: NAME },
  customerTier: { field: NAME },
  slaHours: { field: SLA_HOURS },
  createdAt: { field: INSTANT, optional: true },
  lastActivityAt: { field: INSTANT, optional: true },
  customerReplyCount: { field: { kind: 'count' }, optional: true },
  sentimentScore: { field: SCORE, optional: true },
  assigneeGroup: { field: NAME, optional: true },
  tier: { field: NAME, optional: true },
  tags: { field: TAGS, optional: true },
  fields: { field: DESK_FIELDS, optional: true },
  asOf: { field: INSTANT, optional: true },
} as const satisfies MembersOf<NewTicket>;

/** The fields of a ticket that a fact may change; at least one of them is given. */
export const TICKET_CHANGES = {
  status: { field: NAME, optional: true },
  priority: { field: NAME, optional: true },
  customerTier: { field: NAME, optional: true },
  slaHours: { field: SLA_HOURS, optional: true },
  assigneeGroup: { field: NAME, optional: true },
  tags: { field: TAGS, optional: true },
  fields: { field: { ...DESK_FIELDS, removable: true }, optional: true },
} as const satisfies MembersOf<TicketChanges>;

/** What each kind of fact tells, beside {@link HAPPENED}. */
export const FACTS = {
  customer_replied: {},
  agent_replied: {},
  sentiment_scored: { score: { field: SCORE }, source: { field: NAME, optional: true } },
  ticket_changed: TICKET_CHANGES,
  resolution_confirmed: {},
} as const satisfies {
  [T in Fact['type']]: MembersOf<Omit<Extract<Fact, { type: T }>, 'type' | 'eventId' | 'at'>>;
};

/** What every fact tells. `at`: when it happened; by default, when the workflow hears of it. */
export const HAPPENED = { eventId: { field: ID }, at: { field: INSTANT, optional: true } } as const;

/** What every command tells. */
export const ASKED = { commandId: { field: ID }, by: { field: NAME } } as const;

/** The keys of a ticket that are Rung's; every other key is the help desk's. */
export const TICKET_KEYS: readonly string[] = Object.keys(NEW_TICKET);
